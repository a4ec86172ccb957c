#!/usr/bin/python
"""A module with a line that names an interpreter."""

GREETING = "Hello"
