"""One certificate more or less in Debian's store of authorities.

``update-ca-certificates`` makes the whole store anew, in one to two seconds; people wait for that at the beginning and at
the end of every job. What it does for one certificate is done here: the link to it, the link by the hash of its subject,
and its text at the end of the bundle. Where anything is not as that command leaves it, the command has to do it.
"""

from __future__ import annotations

import glob
import os

from ansible.module_utils.image_gate.node import node_file
from ansible.module_utils.image_gate.node.command import find_command, run_command

LINKS = "/etc/ssl/certs"
BUNDLE = f"{LINKS}/ca-certificates.crt"
#: Programs that want to know of each change, such as that of Java's store.
HOOKS = "/etc/ca-certificates/update.d"
DEBIAN = "/etc/debian_version"


def add(path: str, text: str) -> bool:
    """Trust the certificate in the file ``path``, which has this ``text``; False where the command has to do it."""
    link, subject = _link(path), _subject(path)
    bundle = node_file.read_text(BUNDLE)
    if not _is_usual() or not subject or bundle is None or text in bundle or os.path.lexists(link):
        return False
    by_hash = f"{LINKS}/{subject}.0"
    if os.path.lexists(by_hash) or not bundle.endswith("\n"):
        return False
    node_file.write_text(BUNDLE, bundle + text)
    os.symlink(path, link)
    os.symlink(os.path.basename(link), by_hash)
    return True


def take_away(path: str, text: str) -> bool:
    """Trust the certificate no longer that was in the file ``path``; False where the command has to do it."""
    link = _link(path)
    bundle = node_file.read_text(BUNDLE)
    if not _is_usual() or bundle is None or bundle.count(text) != 1 or not os.path.islink(link):
        return False
    by_hash = [name for name in glob.glob(f"{LINKS}/*.[0-9]") if _leads_to(name, os.path.basename(link))]
    # Those of the same subject are numbered without a gap.
    if len(by_hash) != 1 or os.path.lexists(f"{by_hash[0][:-1]}1"):
        return False
    node_file.write_text(BUNDLE, bundle.replace(text, ""))
    for name in (*by_hash, link):
        os.remove(name)
    return True


def _is_usual() -> bool:
    return (
        os.path.exists(DEBIAN)
        and os.path.isfile(BUNDLE)
        and not os.path.islink(BUNDLE)
        and not any(os.access(name, os.X_OK) for name in glob.glob(f"{HOOKS}/*"))
    )


def _link(path: str) -> str:
    return f"{LINKS}/{os.path.splitext(os.path.basename(path))[0]}.pem"


def _subject(path: str) -> str:
    """The hash of a certificate's subject, by which OpenSSL finds it; empty where that cannot be told."""
    openssl = find_command("openssl")
    done = run_command(openssl, "x509", "-noout", "-hash", "-in", path) if openssl else None
    return done.stdout.strip() if done and done.returncode == 0 else ""


def _leads_to(name: str, target: str) -> bool:
    return os.path.islink(name) and os.readlink(name) == target
