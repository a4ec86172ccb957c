"""Code of the role use-buildset-registry."""
