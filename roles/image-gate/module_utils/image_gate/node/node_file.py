"""Text files of a node: replaced in one step, with owner, mode and SELinux label kept."""

from __future__ import annotations

import contextlib
import errno
import os
import pwd
import tempfile
from typing import Iterator

from ansible.module_utils.image_gate.node.node_error import NodeError

LABEL = "security.selinux"


def read_text(path: str) -> str | None:
    """Content of a file, with its own line ends; None when there is none."""
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise NodeError(f"{path} is not UTF-8 text. Repair or remove it.") from None


def write_text(path: str, text: str, mode: int = 0o644, in_place: bool = False) -> None:
    """Write a file; ``mode`` counts for a new one only.

    ``in_place`` keeps the file's inode, which a bind mount such as a container's /etc/hosts needs. A file
    that cannot be renamed over is written in place anyway.
    """
    path = os.path.realpath(path)
    if in_place and os.path.exists(path):
        _overwrite(path, text)
        return
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".image-gate-")
    try:
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        os.chmod(temporary, mode)
        if os.path.exists(path):
            _copy_attributes(path, temporary)
        try:
            os.rename(temporary, path)
        except OSError as error:
            if error.errno not in (errno.EBUSY, errno.EXDEV):
                raise
            _overwrite(path, text)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def _overwrite(path: str, text: str) -> None:
    with open(path, "r+", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.truncate()


def _copy_attributes(source: str, target: str) -> None:
    seen = os.stat(source)
    os.chown(target, seen.st_uid, seen.st_gid)
    os.chmod(target, seen.st_mode & 0o7777)
    with contextlib.suppress(OSError):  # no SELinux here
        os.setxattr(target, LABEL, os.getxattr(source, LABEL))


def missing_folders(path: str) -> list[str]:
    """A folder and those above it, as far as they do not exist; outermost first."""
    missing = []
    while not os.path.isdir(path):
        missing.insert(0, path)
        path = os.path.dirname(path)
    return missing


def make_folders(path: str, mode: int = 0o755) -> None:
    """Make a folder and those above it, with this mode whatever the umask."""
    for folder in missing_folders(path):
        os.mkdir(folder, mode)
        os.chmod(folder, mode)


def remove_empty_folders(folders: list[str]) -> None:
    """Remove those of the folders that are empty, innermost first."""
    for folder in sorted(folders, key=len, reverse=True):
        with contextlib.suppress(OSError):
            os.rmdir(folder)


def groups_of(uid: int, gid: int) -> tuple[int, list[int]]:
    """Main group and all groups of a user; ``gid`` alone for one whom the node does not know by name."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return gid, [gid]
    return entry.pw_gid, os.getgrouplist(entry.pw_name, entry.pw_gid)


def has_text(path: str, text: str | None) -> bool:
    """Whether a file holds this text, byte by byte; None stands for no file."""
    try:
        with open(path, "rb") as stream:
            return text is not None and stream.read() == text.encode()
    except FileNotFoundError:
        return text is None


@contextlib.contextmanager
def acting_as(uid: int, gid: int) -> Iterator[None]:
    """Touch files with the rights of a user, so that a link in a folder of the user's leads root nowhere.

    ``gid`` is the group of a user whom the node does not know by name.
    """
    if os.geteuid() != 0 or uid == 0:
        yield
        return
    groups = os.getgroups()
    gid, wanted = groups_of(uid, gid)
    os.setgroups(wanted)
    os.setegid(gid)
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)
