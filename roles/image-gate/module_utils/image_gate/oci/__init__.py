"""A registry, as the OCI distribution-spec has it: connections, log-in, manifests, blobs, images."""
