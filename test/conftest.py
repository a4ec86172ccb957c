"""Lets tests import what roles ship in module_utils, under the name that Ansible gives it."""

from pathlib import Path

import ansible.module_utils

ROLES = Path(__file__).resolve().parent.parent / "roles"
ansible.module_utils.__path__.extend(str(p) for p in sorted(ROLES.glob("*/module_utils")))
