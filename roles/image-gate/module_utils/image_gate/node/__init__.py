"""What runs on a node: commands, files, engines."""
