"""Take one tag from a repository, whatever its form and its age, and what only told when it was staged."""

from __future__ import annotations

from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.publish.cleanup import CleanedUp, Folder, Staged
from ansible.module_utils.image_gate.publish.promotion import Tagged
from ansible.module_utils.image_gate.publish.unstage import delete_companions, list_companions
from ansible.module_utils.image_gate.tags.api import Tags, delete_all


def remove_tag(registry: Registry, tags: Tags, repository: str, tag: str, check: bool) -> CleanedUp:
    """Delete a tag, in ``check`` say that it would go; nothing where it is not there. Raises ``RegistryError`` if it is not told, or ``TagsLost``."""
    outcome = CleanedUp()
    if registry.find_manifest(repository, tag) is None:
        return outcome
    one = Staged(Folder(tags, repository, 0), tag, None)
    place = Tagged(registry, repository, tag)
    companions = list_companions([place])
    (reason,) = [""] if check else delete_all(tags, [(repository, tag)], 1)
    if reason:
        outcome.kept.append(one._replace(reason=reason, failed=True))
        return outcome
    outcome.deleted.append(one)
    if not check:
        delete_companions(companions, [place], 1)
    return outcome
