"""The kinds of work that are measured: what is there before, how this library does it and how its rivals do, and what has to
be there afterwards.
"""

from __future__ import annotations

import json
import time
from typing import Any, Callable, Sequence

import images
import servers
import stage as staging
import tools
from stage import Stage
from tools import Copy, Tool

Commands = Sequence[tools.Commands]


class Row:
    """A kind of work; nothing is there before unless a row says so."""

    name = ""
    #: The module that does it, and its arguments.
    module = "registry_copy"

    def fill_source(self, stage: Stage, source: servers.Server) -> None:
        """Put images into the source."""

    def fill_target(self, stage: Stage, target: servers.Server) -> None:
        """Put into the target what it has before."""

    def arguments(self, stage: Stage) -> dict[str, Any]:
        """What the module is told."""
        raise NotImplementedError

    def commands(self, stage: Stage, tool: Tool) -> Commands | None:
        """What a rival runs; None where it has no way to do this."""
        raise NotImplementedError

    def is_done(self, source: images.Peer, target: servers.Server) -> bool:
        """Whether the target has what was wanted, as the tests' own peer sees it."""
        raise NotImplementedError


class Copies(Row):
    """Images from one registry into another; ``held`` are images of the target that have layers in common with them."""

    copies: Sequence[Copy] = ()
    held: Sequence[str] = ()

    def arguments(self, stage: Stage) -> dict[str, Any]:
        """One batch."""
        copies = [
            {
                "source": {"registry": stage.source, "repository": one.repository, "reference": one.tags[0]},
                "destination": {
                    "registry": stage.target, "repository": one.repository, "tags": list(one.tags),
                },
            }
            for one in self.copies
        ]  # fmt: skip
        holders = [
            {"registry": stage.target, "repository": name, "reference": "latest"} for name in self.held
        ]
        hosts = (stage.source, stage.target)
        registries = [{"host": host, "cert": stage.tls.pem} for host in hosts]
        return {"registries": registries, "copies": copies, "holders": holders}

    def commands(self, stage: Stage, tool: Tool) -> Commands:
        """A group for each image."""
        return [tools.copy(tool, stage, one) for one in self.copies]

    def is_done(self, source: images.Peer, target: servers.Server) -> bool:
        """Every tag stands for the bytes that the source has."""
        return all(
            source.manifest(one.repository, one.tags[0]) == target.peer.manifest(one.repository, tag)
            for one in self.copies
            for tag in one.tags
        )


TAGS = ("latest", "3", "3.19")
BATCH = tuple(Copy(f"acme/app{number}", TAGS) for number in range(10))


def _fill_batch(stage: Stage, source: servers.Server) -> None:
    shared = [stage.layer(20) for _ in range(4)]
    for one in BATCH:
        own = [stage.layer(5) for _ in range(2)]
        source.peer.push(one.repository, staging.image([*shared, *own]), *one.tags)


class Batch(Copies):
    """34 distinct blobs, 189 MB; 944 MB if every image is sent whole."""

    name = "10 images x 3 tags"
    copies = BATCH

    def fill_source(self, stage: Stage, source: servers.Server) -> None:
        """4 layers of 20 MB in common, 2 of 5 MB for each."""
        _fill_batch(stage, source)


class Large(Copies):
    """One image that is all layers."""

    name = "200 MB in 8 layers"
    copies = (Copy("acme/single", ("latest",)),)

    def fill_source(self, stage: Stage, source: servers.Server) -> None:
        """8 layers of 25 MB."""
        source.peer.push("acme/single", staging.image([stage.layer(25) for _ in range(8)]), "latest")


class Nothing(Batch):
    """The batch once more: both registries have it."""

    name = "nothing to send"

    def fill_target(self, stage: Stage, target: servers.Server) -> None:
        """What the source has."""
        _fill_alike(stage, target)

    def fill_source(self, stage: Stage, source: servers.Server) -> None:
        """The same."""
        _fill_alike(stage, source)


def _fill_alike(stage: Stage, server: servers.Server) -> None:
    shared = [stage.layer(0.1, number) for number in range(4)]
    for number, one in enumerate(BATCH):
        own = [stage.layer(0.1, 100 + 2 * number + extra) for extra in range(2)]
        server.peer.push(one.repository, staging.image([*shared, *own]), *one.tags)


class NewLayer(Copies):
    """An image on a base that lies in another repository of the target: what a change on a change ahead brings."""

    name = "a new layer on a base of 80 MB"
    copies = (Copy("acme/child", ("latest",)),)
    held = ("acme/base",)

    def fill_source(self, stage: Stage, source: servers.Server) -> None:
        """The base's layers, and one of 5 MB."""
        base = _base(stage)
        source.peer.push("acme/child", staging.image([*base, stage.layer(5)]), "latest")

    def fill_target(self, stage: Stage, target: servers.Server) -> None:
        """The base."""
        target.peer.push("acme/base", staging.image(_base(stage)), "latest")


def _base(stage: Stage) -> list[bytes]:
    return [stage.layer(20, 1000 + number) for number in range(4)]


class Platforms(Copies):
    """Image indexes of two platforms."""

    name = "6 images of 2 platforms"
    copies = tuple(Copy(f"acme/multi{number}", ("latest",)) for number in range(6))

    def fill_source(self, stage: Stage, source: servers.Server) -> None:
        """For each platform 2 layers of 8 MB in common, and one of 4 MB for each image."""
        shared = [[stage.layer(8) for _ in range(2)] for _ in range(2)]
        for one in self.copies:
            children = [staging.image([*layers, stage.layer(4)]) for layers in shared]
            source.peer.push(one.repository, images.index(children), *one.tags)


class Retags(Row):
    """A promotion without its clean-up: final tags beside the staged ones."""

    name = "12 tags again"
    module = "registry_promote"
    repository = "acme/single"
    tags = tuple(f"{number}.0" for number in range(12))

    def fill_target(self, stage: Stage, target: servers.Server) -> None:
        """One image under all staged tags."""
        made = staging.image([stage.layer(1)])
        target.peer.push(self.repository, made, *(f"change_1_{tag}" for tag in self.tags))

    def arguments(self, stage: Stage) -> dict[str, Any]:
        """Nothing is deleted."""
        promotions = [
            {"repository": self.repository, "staged_tag": f"change_1_{tag}", "tag": tag} for tag in self.tags
        ]
        registries = [{"host": stage.target, "cert": stage.tls.pem}]
        return {"registries": registries, "promotions": promotions, "delete_staged": False}

    def commands(self, stage: Stage, tool: Tool) -> Commands:
        """A group for each tag."""
        return [tools.retag(tool, stage, self.repository, f"change_1_{tag}", tag) for tag in self.tags]

    def is_done(self, source: images.Peer, target: servers.Server) -> bool:
        """Every final tag stands for the image of its staged one."""
        find = target.peer.manifest
        return all(
            find(self.repository, tag) == find(self.repository, f"change_1_{tag}") for tag in self.tags
        )


class CleanUp(Row):
    """Staged tags that are old go, and the final ones stay; rivals are told which, and delete them alone."""

    module = "registry_cleanup"
    repository = "acme/left"
    count = 1000

    @property
    def name(self) -> str:  # type: ignore[override]
        """How many."""
        return f"{self.count:,} staged tags cleaned up"

    def _staged(self) -> list[str]:
        return [f"change_{number}_latest" for number in range(1, self.count + 1)]

    def fill_target(self, stage: Stage, target: servers.Server) -> None:
        """One image under all of them, each with the companion that an upload writes, and a final tag."""
        made = staging.image([stage.layer(0.1)])
        target.peer.push(self.repository, made, "latest", *self._staged())
        for tag in self._staged():
            name, companion = images.companion(tag, made.digest, int(time.time()) - 30 * 86400)
            target.peer.push(self.repository, companion, name)

    def arguments(self, stage: Stage) -> dict[str, Any]:
        """Those of more than a week."""
        registry = {"host": stage.target, "cert": stage.tls.pem}
        keep = [{"repository": self.repository, "tags": ["latest"]}]
        return {"registry": registry, "repositories": [self.repository], "keep": keep}

    def commands(self, stage: Stage, tool: Tool) -> Commands | None:
        """A process for each tag."""
        groups = [tools.delete(tool, stage, self.repository, tag) for tag in self._staged()]
        found = [group for group in groups if group is not None]
        return found or None

    def is_done(self, source: images.Peer, target: servers.Server) -> bool:
        """The final tag is all that is left; companions are this library's own affair."""
        listed = json.loads(target.peer.request("GET", f"/v2/{self.repository}/tags/list")[2])["tags"]
        return not set(listed) & set(self._staged()) and "latest" in listed


ROWS: dict[str, Callable[[], Row]] = {
    "batch": Batch, "large": Large, "nothing": Nothing, "layer": NewLayer, "platforms": Platforms,
    "retags": Retags, "cleanup": CleanUp,
}  # fmt: skip
