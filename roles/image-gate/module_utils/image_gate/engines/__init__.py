"""What is an engine's own, one engine a file: how it builds and pushes, and what its outputs tell."""
