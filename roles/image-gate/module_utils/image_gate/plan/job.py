"""A job's input as the tasks hand it over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Sequence


@dataclass(frozen=True)
class Job:
    """A job's input as the module receives it; None and empty text mean "not given"."""

    family: str = "docker"
    images: Any = None
    registry: Any = ""
    dockerfile: Any = ""
    zuul: dict[str, Any] = field(default_factory=dict)
    work_dir: Any = ""
    promote: Any = True
    buildkit: Any = None
    #: The engine that the job chooses; empty for that of its family.
    engine: Any = ""
    #: What the build command finds in its environment.
    environment: Any = field(default_factory=dict)
    #: How images get from an upload to a promotion.
    method: Any = ""
    #: Other variables of the job that hold a single value, by their names; they are checked, and nothing else.
    others: Mapping[str, Any] = field(default_factory=dict)
    #: Tags that images get at their promotion alone.
    extra_tags: Any = field(default_factory=list)
    #: Artifacts of the build whose images come from the intermediate registry.
    carried: Any = None
    builds: bool = True
    credentials_keys: Sequence[str] | None = None
    credentials_texts: Sequence[str] | None = None
    credentials_registry: Any = ""
    credentials_repository: Any = ""
    credentials_type: Any = ""
    #: What is known of the accounts of a family that has one for each registry; see ``check_accounts``.
    accounts: Mapping[str, Any] | None = None
    #: Whether something is going to be written into the registry of the images, and whether that may be before review.
    publishes: bool = False
    before_review: bool = False
    buildset_registry: dict[str, Any] | None = None
    intermediate_registry: dict[str, Any] | None = None
    artifacts: Any = None
    #: What jobs of the buildset have recorded of their pushes, the least important first.
    recorded: Sequence[Any] = ()
    #: What the engines of the nodes have pushed, those of the most important node first.
    pushed: Sequence[Any] = ()
    #: When the build begins (RFC 3339), for the labels of its images.
    moment: str = ""
    #: Names of the site's pipelines: final tags that begin like their staged tags are ``refused``, or ``warned`` of.
    pipelines: Mapping[str, Sequence[str]] | None = None
