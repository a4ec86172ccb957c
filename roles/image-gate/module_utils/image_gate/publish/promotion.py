"""What a promotion is asked, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.registry import Registry


class Tagged(NamedTuple):
    """A tag of a repository in one of the registries of a batch."""

    registry: Registry
    repository: str
    tag: str


class Promotion(NamedTuple):
    """One tag to write, from a staged one of the same repository; ``digest`` is what was built, where that is known."""

    registry: Registry
    repository: str
    staged_tag: str
    tag: str
    digest: str = ""

    @property
    def staged(self) -> Tagged:
        """What is promoted."""
        return Tagged(self.registry, self.repository, self.staged_tag)

    @property
    def final(self) -> Tagged:
        """What is written."""
        return Tagged(self.registry, self.repository, self.tag)


@dataclass
class Promoted:
    """A promotion that succeeded; ``previously`` if an earlier run did it and took the staged tag away.

    ``written`` says whether the final tag has to be written: not if it has the digest already, or if it stays because
    it is ``newer``, which is the reason in words. ``before`` is the digest that it had, and ``remarks`` are what has to
    be known of one that is written.
    """

    promotion: Promotion
    manifest: Manifest
    previously: bool = False
    written: bool = True
    newer: str = ""
    before: str = ""
    remarks: list[str] = field(default_factory=list)


@dataclass
class PromotedBatch:
    """What was promoted, and which staged tags were deleted or, for a reason, stay."""

    promoted: list[Promoted]
    deleted: list[Tagged] = field(default_factory=list)
    kept: list[tuple[Tagged, str]] = field(default_factory=list)
