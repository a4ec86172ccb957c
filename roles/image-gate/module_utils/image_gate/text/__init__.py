"""Text: what may be shown, JSON, moments, and the names of images with their formats."""
