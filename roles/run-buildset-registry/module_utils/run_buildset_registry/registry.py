"""The life of the registry: started once, kept while its settings stay, taken away without a trace."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from ansible.module_utils.image_gate.node import node_file
from ansible.module_utils.image_gate.node.command import find_command
from ansible.module_utils.image_gate.node.container_logs import save_logs
from ansible.module_utils.image_gate.node.engine import EngineError, require_engine
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.image_gate.text.names import host_problem, show
from ansible.module_utils.run_buildset_registry import certificate, containers, firewall, front, ready
from ansible.module_utils.run_buildset_registry.containers import Container, Place

PASSWORD_LENGTH = 16
PULLED = "pulled.json"
# All that a registry has in its folder; the note of images is the first.
FILES = frozenset(("socket", "openssl.cnf", "key.pem", "cert.pem", "nginx.conf", PULLED))


@dataclass(frozen=True)
class Settings:
    """What a registry is started with, apart from its account; one that runs with others is replaced."""

    root: str
    port: int
    host: str
    image: str
    front_image: str

    @property
    def fingerprint(self) -> str:
        """The settings in one short word, with which the containers are labelled."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:32]

    @property
    def place(self) -> Place:
        """Which registry of the node it is."""
        return Place(self.root, self.port)

    @property
    def cert(self) -> str:
        """Path of the certificate."""
        return os.path.join(self.root, "cert.pem")


@dataclass(frozen=True)
class Account:
    """The one who may write."""

    username: str
    password: str

    @property
    def basic(self) -> str:
        """The account as HTTP's basic authentication has it; a secret."""
        return front.basic(self.username, self.password)

    @property
    def token(self) -> str:
        """The account's bearer token; a secret."""
        return front.write_token(self.password)


def check_place(root: str, port: int | None, chain: str) -> None:
    """Refuse what cannot work; raises NodeError."""
    if port is not None and not 1 <= port <= 65535:
        raise NodeError(f"port is {port}; it must be between 1 and 65535.")
    if re.search(r"[:\x00-\x1f\x7f]", root) or not os.path.isabs(root):
        raise NodeError(f"root is {show(root)}; it must be an absolute path without a colon.")
    if chain and os.geteuid() != 0:
        raise NodeError("firewall_chain needs root: run this task with become.")


def check_access(host: str, account: Account) -> None:
    """Refuse a host or an account that clients could not use; raises NodeError."""
    if host_problem(host) or host.startswith("["):
        raise NodeError(f"host is {host!r}; it must be a name or an address, without port and brackets.")
    if not re.fullmatch(r"[^\x00-\x1f\x7f:]+", account.username):
        raise NodeError("username must not be empty and must not contain a colon.")
    if len(account.password) < PASSWORD_LENGTH:
        raise NodeError(
            f"password must have {PASSWORD_LENGTH} characters: everybody on the network may try one."
        )


def start(
    engine: str, settings: Settings, account: Account, chain: str, timeout: float, check_mode: bool
) -> bool:
    """Make the registry run, wait until it is ready, and tell whether anything changed. Raises NodeError."""
    certificate.require_openssl()
    require_engine(engine, "The buildset registry")
    try:
        known = containers.listing(engine)
    except EngineError as error:
        raise NodeError(f"{engine} does not answer: {error}. Run the role ensure-{engine} first.") from error
    place = settings.place
    containers.require_no_other(known, place)
    _require_own_folder(settings.root)
    kept = containers.are_running(known, place, settings.fingerprint) and os.path.exists(settings.cert)
    if check_mode:
        return not kept or bool(chain and firewall.open_port(chain, settings.port, check_mode=True))
    text = front.configuration(
        account.username,
        account.password,
        front.Places(containers.PORT, containers.FOLDER, containers.SOCKET, containers.STORAGE),
        ipv6=ready.has_ipv6(),
    )
    changed = not kept
    pulled = _pulled(settings.root)
    try:
        if not kept:
            _start_anew(engine, settings, text, pulled, known)
        elif _write_private(os.path.join(settings.root, "nginx.conf"), text):
            changed = True
            containers.reload_front(engine, place)
        if chain:
            changed = firewall.open_port(chain, settings.port, check_mode=False) or changed
        ready.wait_until_ready(settings.host, settings.port, settings.cert, account.basic, timeout)
    except (NodeError, OSError) as error:
        logs = containers.log_tail(engine, place)
        if not kept:
            take_away(engine, place, containers.listing(engine))
            containers.remove_images(engine, pulled)
        raise NodeError(f"{error}\n{logs}".strip()) from error
    return changed


def _start_anew(
    engine: str, settings: Settings, text: str, pulled: list[str], known: list[Container]
) -> None:
    """Replace whatever is left of an earlier registry; ``pulled`` gets the images that this one pulls."""
    of_others = [name for place in containers.places(known) for name in _pulled(place.root)]
    images = (settings.image, settings.front_image)
    containers.provide_images(engine, images, pulled)
    # One that was pulled for another registry goes with the last of those that use it.
    pulled += [image for image in images if image in of_others]
    take_away(engine, settings.place, known)
    ready.require_free_port(settings.port)
    node_file.make_folders(os.path.dirname(settings.root))
    os.mkdir(settings.root, 0o700)
    os.mkdir(os.path.join(settings.root, "socket"), 0o700)
    _write_private(os.path.join(settings.root, PULLED), json.dumps(list(dict.fromkeys(pulled))))
    certificate.make_certificate(settings.host, settings.root)
    _write_private(os.path.join(settings.root, "nginx.conf"), text)
    place, mark = settings.place, settings.fingerprint
    # At once: the front finds the store when the first request comes.
    with ThreadPoolExecutor() as pool:
        starting = (
            pool.submit(containers.run_store, engine, settings.image, place, mark),
            pool.submit(containers.run_front, engine, settings.front_image, place, mark),
        )
    for started in starting:
        started.result()


def _pulled(root: str) -> list[str]:
    """Images that were pulled for the registry, or for one before it; none where the note cannot be read."""
    try:
        names = json.loads(node_file.read_text(os.path.join(root, PULLED)) or "[]")
    except (NodeError, OSError, ValueError):
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _write_private(path: str, text: str) -> bool:
    if node_file.has_text(path, text):
        return False
    node_file.write_text(path, text, 0o600)
    return True


def listing(engine: str) -> list[Container]:
    """The containers of the node, none where there is no engine; raises EngineError when that cannot be seen."""
    return containers.listing(engine) if find_command(engine) is not None else []


def found(known: list[Container], root: str, port: int | None) -> list[Place]:
    """What there is of a registry on the node, whose containers are ``known``.

    Without a port, whatever has the folder. A folder alone counts unless another registry uses it.
    """
    places = containers.places(known)
    chosen = [place for place in places if place.root == root and port in (None, place.port)]
    if chosen or any(place.root == root for place in places):
        return chosen
    place = Place(root, containers.PORT if port is None else port)
    is_open = os.geteuid() == 0 and firewall.close_port(place.port, check_mode=True)
    return [place] if is_open or os.path.lexists(root) else []


def stop(engine: str, place: Place, log_dir: str | None, known: list[Container]) -> list[str]:
    """Keep the logs, and remove containers, volumes, images that were pulled, firewall rules and files.

    Returns what to warn about: a registry goes whether its logs can be kept or not.
    """
    warnings, images = [], _pulled(place.root)
    names = containers.existing(known, place)
    if log_dir and names:
        try:
            save_logs(engine, log_dir, names)
        except (NodeError, OSError, subprocess.SubprocessError) as error:
            warnings.append(f"The logs of the buildset registry are not in {log_dir}: {error}")
    take_away(engine, place, known)
    containers.remove_images(engine, images)
    if os.path.lexists(place.root):
        warnings.append(
            f"{place.root} stays: {_strangers(place.root)} in it is not of the buildset registry."
        )
    return warnings


def take_away(engine: str, place: Place, known: list[Container]) -> None:
    """Remove containers, volumes, firewall rules and files; ``known`` are the containers of the node."""
    if find_command(engine):
        containers.remove(engine, place, known)
    if os.geteuid() == 0:
        firewall.close_port(place.port, check_mode=False)
    if os.path.islink(place.root):
        os.remove(place.root)
    elif os.path.isdir(place.root) and not _strangers(place.root):
        shutil.rmtree(place.root)


def _require_own_folder(root: str) -> None:
    """Raises NodeError for a folder that a registry did not make: what is in it would go with the registry."""
    strangers = _strangers(root)
    if strangers:
        raise NodeError(
            f"{root} is not the buildset registry's alone, it has {strangers} in it. "
            "Set buildset_registry_root to a folder that need not exist."
        )


def _strangers(root: str) -> str:
    """What is in the way of a folder of this name: nothing in one that a registry made, whatever a job put into it."""
    if os.path.islink(root) or not os.path.lexists(root):
        return ""
    if not os.path.isdir(root):
        return show(os.path.basename(root))
    names = set(os.listdir(root))
    if PULLED in names:
        return ""
    strangers = sorted(names - FILES)
    return ", ".join([*(show(name) for name in strangers[:3]), *(["..."] if len(strangers) > 3 else [])])
