"""The error of the modules that change a node."""

from __future__ import annotations


class NodeError(Exception):
    """Something on the node is not as it must be; says what, where, and the way out. Never holds a secret."""
