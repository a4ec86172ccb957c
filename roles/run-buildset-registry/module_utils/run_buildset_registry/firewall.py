"""A rule in the site's firewall chain, where there is such a chain. It is found again by its comment."""

from __future__ import annotations

import shlex

from ansible.module_utils.image_gate.node.command import find_command, run_command
from ansible.module_utils.image_gate.node.node_error import NodeError

MARK = "image-gate buildset registry"
COMMANDS = ("iptables", "ip6tables")
WAIT = ("-w", "10")  # seconds for others who change rules


def rule(port: int) -> list[str]:
    """Arguments of the rule that accepts new connections to a port."""
    new = ["-p", "tcp", "-m", "tcp", "--dport", str(port), "-m", "conntrack", "--ctstate", "NEW"]
    return [*new, "-m", "comment", "--comment", MARK, "-j", "ACCEPT"]


def open_port(chain: str, port: int, check_mode: bool) -> bool:
    """Accept new TCP connections to the port at the top of the chain; returns whether anything changed."""
    changed = False
    for name in COMMANDS:
        command = find_command(name)
        if command is None or run_command(command, *WAIT, "-n", "-L", chain).returncode != 0:
            continue
        if run_command(command, *WAIT, "-C", chain, *rule(port)).returncode == 0:
            continue
        changed = True
        if not check_mode:
            done = run_command(command, *WAIT, "-I", chain, "1", *rule(port))
            if done.returncode != 0:
                raise NodeError(f"{name} takes no rule for port {port} in {chain}: {done.stderr.strip()}")
    return changed


def close_port(port: int, check_mode: bool) -> bool:
    """Remove every rule that open_port made for the port, whatever its chain; returns whether there was one."""
    changed = False
    for name in COMMANDS:
        command = find_command(name)
        if command is None:
            continue
        for line in run_command(command, *WAIT, "-S").stdout.splitlines():
            words = shlex.split(line)
            if words[:1] != ["-A"] or MARK not in words or ["--dport", str(port)] not in _pairs(words):
                continue
            changed = True
            if not check_mode:
                run_command(command, *WAIT, "-D", *words[1:])
    return changed


def _pairs(words: list[str]) -> list[list[str]]:
    return [words[index : index + 2] for index in range(len(words) - 1)]
