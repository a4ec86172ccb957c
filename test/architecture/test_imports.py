"""Python that the roles share: what each room may import of the others, and no role reaches into another one."""

import ast
from pathlib import Path

import pytest

ROLES = Path(__file__).resolve().parents[2] / "roles"
SHARED = "ansible.module_utils.image_gate"

#: What each room of image_gate may import of the other rooms; itself it may always import.
ALLOWED = {
    "text": [],
    "oci": ["text"],
    "tags": ["text", "oci"],
    "publish": ["text", "oci", "tags"],
    "input": ["text"],
    "engines": ["text"],
    "build": ["text", "oci", "input", "node"],
    "plan": ["text", "tags", "publish", "input", "engines"],
    "node": ["text", "engines"],
    "ansible": ["text", "oci", "tags", "publish", "input", "plan"],
}


def imported(path):
    """The full names of what a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_rooms_import_one_way(room):
    found = {
        f"{path.name} imports {name}"
        for path in sorted((ROLES / "image-gate/module_utils/image_gate" / room).glob("*.py"))
        for name in imported(path)
        if name.startswith("ansible.")
        and not any(f"{name}.".startswith(f"{SHARED}.{other}.") for other in [room, *ALLOWED[room]])
        # The glue alone knows Ansible.
        and not (room == "ansible" and not name.startswith(SHARED))
    }
    assert found == set()


def test_every_room_has_its_rule():
    rooms = [
        path.parent.name for path in (ROLES / "image-gate/module_utils/image_gate").glob("*/__init__.py")
    ]
    assert sorted(rooms) == sorted(ALLOWED)


def test_roles_share_nothing_but_the_shared_code():
    own = {path.name: path.parents[1].name for path in ROLES.glob("*/module_utils/*") if path.is_dir()}
    found = {
        f"{path.relative_to(ROLES)} imports {name}"
        for path in sorted(ROLES.glob("*/library/*.py")) + sorted(ROLES.glob("*/module_utils/**/*.py"))
        for name in imported(path)
        for parts in [name.split(".")]
        if name.startswith("ansible.module_utils.") and parts[2] in own
        if parts[2] != "image_gate" and own[parts[2]] != path.relative_to(ROLES).parts[0]
    }
    assert found == set()
