"""Promotions and clean-ups in one registry, without saying at each tag which one it is."""

from dataclasses import replace
from typing import NamedTuple

from ansible.module_utils.image_gate.publish import cleanup, promotion
from ansible.module_utils.image_gate.publish import promote as promoting


class Promotion(NamedTuple):
    repository: str
    staged_tag: str
    tag: str
    digest: str = ""


def promote(registry, tags, promotions, change=None, **more):
    """Deleted and kept tags are told as (repository, tag) and (repository, tag, reason)."""
    asked = [promotion.Promotion(registry, *one) for one in promotions]
    done = promoting.promote(asked, {registry: tags}, change, **more)
    deleted, kept = [at[1:] for at in done.deleted], [(*at[1:], reason) for at, reason in done.kept]
    return replace(done, deleted=deleted, kept=kept)


def clean_up(tags, repositories, keep, staged, max_age, now, check=False):
    """The final and the other staged tags by repository."""
    folders = [
        cleanup.Folder(tags, name, now, keep.get(name, ()), staged.get(name, ())) for name in repositories
    ]
    return cleanup.clean_up(folders, max_age, check)
