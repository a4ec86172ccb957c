"""The error of the modules that change a node."""

from __future__ import annotations

from ansible.module_utils.image_gate.text.legible import legible


class NodeError(Exception):
    """Something on the node is not as it must be; says what, where, and the way out. Never holds a secret."""

    def __init__(self, message: str) -> None:
        super().__init__(legible(message))
