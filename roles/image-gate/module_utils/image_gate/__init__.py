"""What the modules of image-gate share."""
