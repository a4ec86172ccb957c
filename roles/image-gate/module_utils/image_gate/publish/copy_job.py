"""One image to copy, and what was done for it."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from ansible.module_utils.image_gate.oci.image import Image, Place
from ansible.module_utils.image_gate.oci.registry import Registry


class Target(NamedTuple):
    """Where an image is written: under these tags, or by its digest alone if there are none.

    ``origin`` is for a buildset registry; what it means is decided in ``ownership``.
    Tags that begin with ``staged_prefix`` are staged: the registry notes when.
    """

    registry: Registry
    repository: str
    tags: tuple[str, ...]
    origin: str = ""
    staged_prefix: str = ""


class Copy(NamedTuple):
    """One image to copy; ``own`` says that the buildset must have built it, and not pulled it from a change ahead."""

    source: Place
    target: Target
    own: bool = False


@dataclass
class Copied:
    """What was done for one copy.

    ``size`` is that of the whole image (of the index alone where it only gets a further tag) and ``sent``
    what crossed the wire, both in bytes; ``mounted`` and ``present`` count blobs; ``kept`` are tags that the
    buildset has pushed itself, and that were left; ``began`` and ``ended`` are moments of ``time.monotonic``,
    in seconds.
    """

    digest: str
    media_type: str
    size: int
    sent: int = 0
    mounted: int = 0
    present: int = 0
    changed: bool = False
    kept: list[str] = field(default_factory=list)
    began: float | None = None
    ended: float = 0.0

    def facts(self) -> dict[str, Any]:
        """The fields that a module returns."""
        facts = asdict(self)
        began, ended = facts.pop("began"), facts.pop("ended")
        return {**facts, "seconds": 0.0 if began is None else round(ended - began, 3)}


@dataclass
class CopyJob:
    """A copy on its way: what is read, and what is still to be written; ``before`` is what its tags were, by their names."""

    copy: Copy
    image: Image
    result: Copied
    tags: tuple[str, ...]
    held: bool
    before: dict[str, str]
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def within(self) -> bool:
        """Whether source and target are one repository, which holds all parts of the image already."""
        return is_within(self.copy)

    def note(self, began: float, **counts: int) -> None:
        """Add what one request or transfer did."""
        with self.lock:
            self.result.began = began if self.result.began is None else min(self.result.began, began)
            self.result.ended = max(self.result.ended, time.monotonic())
            for name, count in counts.items():
                setattr(self.result, name, getattr(self.result, name) + count)


def is_within(copy: Copy) -> bool:
    """Whether source and target are one repository."""
    return (copy.source.registry, copy.source.repository) == (copy.target.registry, copy.target.repository)
