"""Reads a JSON mapping of formats to lists of texts, and tells what the role says of each; null where it is good."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import conftest  # noqa: E402, F401  (extends the path of ansible.module_utils)
from ansible.module_utils.image_gate.text.formats import problem_of  # noqa: E402

if __name__ == "__main__":
    texts = json.load(sys.stdin)
    json.dump({name: [problem_of(name, text) for text in texts[name]] for name in texts}, sys.stdout)
