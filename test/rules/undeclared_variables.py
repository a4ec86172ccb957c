"""What Jinja2 itself finds: expressions with their form come in, the undeclared names of each go out."""

import json
import sys
from typing import Any

from jinja2 import Environment, meta


class Everything(dict):
    """Filters and tests of Ansible are unknown to Jinja2; which ones exist does not matter for names."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key) or (lambda value: value)

    def __contains__(self, key: object) -> bool:
        return True


def names(environment: Environment, text: str, form: str) -> list[str]:
    """The undeclared names of one text; a bare expression is what Ansible puts braces around."""
    source = text if form == "template" else "{{ " + text + " }}"
    return sorted(meta.find_undeclared_variables(environment.parse(source)))


def main() -> None:
    environment = Environment()
    environment.globals = {}
    environment.filters = Everything(environment.filters)
    environment.tests = Everything(environment.tests)
    texts = json.load(sys.stdin)
    json.dump([names(environment, entry["text"], entry["form"]) for entry in texts], sys.stdout)


main()
