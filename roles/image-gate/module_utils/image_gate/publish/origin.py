"""Where an image comes from: the change that it was built for, those below it, and when; and which of two is older."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Iterable, Mapping

from ansible.module_utils.image_gate.oci.image import configs
from ansible.module_utils.image_gate.oci.manifest import Manifest
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.text.moment import moment_of

# The labels by which an image names the change that it was built for.
CHANGE_LABEL = "org.zuul-ci.change"
CHANGE_URL_LABEL = "org.zuul-ci.change_url"
# Addresses of the changes of its project that were ahead of it, with spaces between them.
AHEAD_LABEL = "org.zuul-ci.changes_ahead"
# The same of a cycle of dependencies that its change is in: all of its changes were in what was built, and merge as one.
TOGETHER_LABEL = "org.zuul-ci.changes_together"
# When its build began, in the form of RFC 3339.
TIME_LABEL = "org.zuul-ci.build_time"

LABELS = (CHANGE_LABEL, CHANGE_URL_LABEL, AHEAD_LABEL, TOGETHER_LABEL, TIME_LABEL)

# How far the clocks of those who build images may be ahead.
CLOCKS_DIFFER = timedelta(days=1)

# Addresses in the label; what is further ahead has merged long before, so the time tells.
MOST_AHEAD = 50


@dataclass(frozen=True)
class Change:
    """A change as Zuul names it; numbers are unique in a code review only, and on GitHub in a project only."""

    number: str
    url: str = ""


@dataclass(frozen=True)
class Origin:
    """What the labels and the configurations of an image say; of an index, of all its images."""

    numbers: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()
    ahead: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()
    labelled: datetime | None = None
    created: datetime | None = None

    def is_of(self, change: Change) -> bool:
        """Whether it was built for this change, or for one that merges with it."""
        known = change.number in self.numbers or change.url in self.together
        return known and not self.is_of_another(change)

    def is_of_another(self, change: Change) -> bool:
        """Whether it, or any part of it, was built for another change; what has no label tells nothing."""
        if change.url in self.together:
            return False
        if self.numbers - {change.number}:
            return True
        return bool(change.url and self.numbers and self.urls - {change.url})

    @property
    def name(self) -> str:
        """The change in words."""
        return " and ".join(sorted(self.numbers)) + (
            f" ({', '.join(sorted(self.urls))})" if self.urls else ""
        )


def origin_of(registry: Registry, repository: str, manifest: Manifest) -> Origin:
    """Read where an image comes from; raises ``RegistryError``."""
    # Of a configuration, which may be long, no more is kept than what is told here.
    found = [(_labels(config), config.get("created")) for config in configs(registry, repository, manifest)]
    labels = [own for own, _ in found]
    return Origin(
        numbers=_values(labels, CHANGE_LABEL),
        urls=_values(labels, CHANGE_URL_LABEL),
        ahead=frozenset(url for value in _values(labels, AHEAD_LABEL) for url in value.split()),
        together=frozenset(url for value in _values(labels, TOGETHER_LABEL) for url in value.split()),
        labelled=_latest(label.get(TIME_LABEL) for label in labels),
        created=_latest(created for _, created in found),
    )


def why_older(staged: Origin, final: Origin, change: Change, now: datetime | None = None) -> str:
    """Why the image ``staged`` of ``change`` is older than ``final``, in words; empty if nothing says so.

    What was tested on top of a change has it in it, whatever the clocks say. Where neither was on top of the other,
    one had merged before the other was built, and the time of the build tells; only like is compared with like. A time
    that is still to come (after ``now``) tells nothing.
    """
    if not final.is_of_another(change):
        return ""
    if change.url and change.url in final.ahead:
        return f"it is of change {final.name}, which was built on top of change {change.number}"
    if final.urls & staged.ahead:
        return ""
    latest = (now or datetime.now(timezone.utc)) + CLOCKS_DIFFER
    pairs = ((staged.labelled, final.labelled), (staged.created, final.created))
    mine, theirs = next(((a, b) for a, b in pairs if a and b and max(a, b) <= latest), (None, None))
    if mine and theirs and mine < theirs:
        return f"it is of change {final.name}, built at {theirs:%F %T}, and that of change {change.number} at {mine:%F %T}"
    return ""


def why_perhaps_lost(staged: Origin, final: Origin) -> str:
    """Why an image of an item without a change may lack what ``final`` has, in words; empty if nothing says so.

    A nightly build that began before a change merged, and is promoted after it, does not have the change in it. Nothing
    but the date of the image tells, and that may be one of a cache: good for a warning, not for more.
    """
    mine, theirs = staged.created, final.created
    if not final.numbers or not mine or not theirs or mine >= theirs:
        return ""
    return f"of change {final.name} and made at {theirs:%F %T}, and what replaces it was made at {mine:%F %T}"


def labels_of(zuul: Mapping[str, Any], moment: str) -> list[str]:
    """The labels that a build of an item gives its images: all of them, as an image inherits those of its base.

    The time is told with a change only, as digests shall not vary without one.
    """
    change, url = (zuul.get(key) for key in ("change", "change_url"))
    told = dict.fromkeys(LABELS, "")
    told[CHANGE_URL_LABEL] = "" if url in (None, "None") else str(url)
    if change not in (None, ""):
        together = _urls(zuul, "buildset_refs")
        built = {*together, str(url)}
        ahead = [one for one in _urls(zuul, "items") if one not in built]
        told[CHANGE_LABEL] = str(change)
        told[AHEAD_LABEL] = " ".join(ahead[-MOST_AHEAD:])
        told[TOGETHER_LABEL] = " ".join(sorted(together)) if len(together) > 1 else ""
        told[TIME_LABEL] = moment
    return [f"{name}={value}" for name, value in told.items()]


def _urls(zuul: Mapping[str, Any], key: str) -> list[str]:
    """The addresses of the listed changes of this project and branch, each once: what is in the content that is built."""
    items, project = zuul.get(key), _project(zuul)
    found = [
        str(item.get("change_url") or "")
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict) and project and _project(item) == project
        if item.get("branch") == zuul.get("branch")
    ]
    return [url for url in dict.fromkeys(found) if url != "None" and url.split() == [url]]


def _project(item: Mapping[str, Any]) -> str:
    project = item.get("project")
    return str(project.get("canonical_name") or "") if isinstance(project, dict) else ""


def _labels(config: Mapping[str, Any]) -> Mapping[str, Any]:
    section = config.get("config")
    labels = section.get("Labels") if isinstance(section, dict) else None
    return {name: labels[name] for name in LABELS if name in labels} if isinstance(labels, dict) else {}


def _values(labels: Iterable[Mapping[str, Any]], name: str) -> frozenset[str]:
    return frozenset(str(one[name]) for one in labels if one.get(name) not in (None, ""))


def _latest(texts: Iterable[object]) -> datetime | None:
    return max((moment for moment in map(moment_of, texts) if moment), default=None)
