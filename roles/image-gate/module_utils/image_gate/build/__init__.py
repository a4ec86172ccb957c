"""What a build needs around the engine: its base images, its siblings, what its Dockerfile names."""
