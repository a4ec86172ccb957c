"""What the modules of build-docker-image share."""
