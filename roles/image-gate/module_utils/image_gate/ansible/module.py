"""The module of Ansible as all of this library use it: what it says is fit to be read, whoever wrote it."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.image_gate.text.legible import legible_values

# Parts of a result that are messages; the others are values that later tasks use, byte for byte.
MESSAGES = ("errors", "warnings_found")


class Module(AnsibleModule):
    """An Ansible module whose messages and warnings hide its secrets first, and are then escaped and cut."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Files from which secrets are made often end with a line feed, which is taken off before the secret is used.
        self.no_log_values |= {value.strip("\r\n") for value in self.no_log_values} - {""}

    def fail_json(self, msg: str, **result: Any) -> None:
        """End with an error."""
        said = {key: self._said(value) for key, value in result.items() if key in MESSAGES}
        super().fail_json(self._said(msg), **{**result, **said})

    def warn(self, warning: str, *args: Any, **options: Any) -> None:
        """Warn as Ansible does."""
        super().warn(self._said(warning), *args, **options)

    def _said(self, text: Any) -> Any:
        return legible_values(remove_values(text, self.no_log_values))
