"""Reads a JSON list of image lists, and tells for each what the role's plan says against it."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import conftest  # noqa: E402, F401  (extends the path of ansible.module_utils)
from ansible.module_utils.image_gate.plan.plan import Job, make_plan  # noqa: E402

ZUUL = {"change": "1234", "pipeline": "gate", "build": "0123456789abcdef" * 2}

if __name__ == "__main__":
    questions = json.load(sys.stdin)
    json.dump([make_plan(Job(images=images, zuul=ZUUL))[1].errors for images in questions], sys.stdout)
