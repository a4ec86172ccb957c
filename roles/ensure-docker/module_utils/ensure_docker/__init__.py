"""Code of the role ensure-docker."""
