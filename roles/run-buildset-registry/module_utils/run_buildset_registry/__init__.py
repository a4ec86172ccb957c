"""Code of the role run-buildset-registry."""
