#!/usr/bin/python
"""Ansible module that tells what is there of a docker engine on a node. Changes nothing."""

from __future__ import annotations

import grp
import os
import pwd
import subprocess

from ansible.module_utils.ensure_docker import distribution, network
from ansible.module_utils.image_gate.ansible.module import Module
from ansible.module_utils.image_gate.node import docker_daemon
from ansible.module_utils.image_gate.node.command import find_command, run_command
from ansible.module_utils.image_gate.node.engine import is_podman
from ansible.module_utils.image_gate.text.legible import legible

DOCUMENTATION = r"""
module: docker_engine
short_description: Tell what is there of a docker engine
description:
  - One call for everything that a role needs to know before it installs docker. Changes nothing.
options:
  user:
    description: The user who is to use the engine; by default the one who runs the module.
    type: str
  group:
    description: The group that may use the engine.
    type: str
    default: docker
attributes:
  check_mode:
    support: full
    description: Nothing is changed in either mode.
"""

EXAMPLES = r"""
- name: Look at the engine
  docker_engine:
  register: engine
"""

RETURN = r"""
installed:
  description: Whether the command docker and the daemon dockerd are there.
  returned: always
  type: bool
podman:
  description: Whether the command docker is podman under that name.
  returned: always
  type: bool
running:
  description: Whether dockerd runs.
  returned: always
  type: bool
answers:
  description: Whether the daemon answers to the user, as a member of the groups that the user has by now.
  returned: always
  type: bool
version:
  description: Version of the daemon; empty if it does not answer.
  returned: always
  type: str
reason:
  description: Why the daemon does not answer; empty if it does.
  returned: always
  type: str
user:
  description: The user.
  returned: always
  type: str
in_group:
  description: Whether the user is a member of the group.
  returned: always
  type: bool
reconnect:
  description: Whether the connection is older than the membership, so that only a new one has it.
  returned: always
  type: bool
family:
  description: Debian, RedHat or Suse; empty for others.
  returned: always
  type: str
distribution:
  description: The distribution, as C(ID) of os-release(5).
  returned: always
  type: str
release:
  description: Its release, as C(VERSION_ID).
  returned: always
  type: str
codename:
  description: Its code name, as C(VERSION_CODENAME); empty for those without.
  returned: always
  type: str
packages:
  description: The distribution's own packages of the engine; empty where it has none.
  returned: always
  type: list
  elements: str
missing_packages:
  description: Packages of the distribution with parts that docker lacks, its command line or buildx; apt only.
  returned: always
  type: list
  elements: str
mtu:
  description: Size in bytes of the largest packet on the default route (IPv4 or IPv6); null without one.
  returned: always
  type: int
container_mtu:
  description: The setting C(mtu) that daemon.json should have; null for none.
  returned: always
  type: int
"""


ARGUMENTS = {"user": {"type": "str"}, "group": {"type": "str", "default": "docker"}}


def group_members(user: pwd.struct_passwd, group: str) -> tuple[int | None, bool]:
    """Number of the group, and whether the user is in it by now; (None, False) if there is no such group."""
    try:
        entry = grp.getgrnam(group)
    except KeyError:
        return None, False
    return entry.gr_gid, user.pw_uid == 0 or entry.gr_gid == user.pw_gid or user.pw_name in entry.gr_mem


def ask_daemon(command: str | None, user: pwd.struct_passwd) -> tuple[str, str]:
    """Version of the daemon as the user sees it, and why there is none."""
    if command is None:
        return "", "the command docker is not installed"

    def become_user() -> None:
        os.setgroups(os.getgrouplist(user.pw_name, user.pw_gid))
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)

    other = user.pw_uid != os.geteuid()
    try:
        done = run_command(
            command,
            "version",
            "--format",
            "{{.Server.Version}}",
            environment={"HOME": user.pw_dir},
            before=become_user if other else None,
        )
    except subprocess.TimeoutExpired:
        return "", "the daemon does not answer within 60 s"
    return (done.stdout.strip(), "") if done.returncode == 0 else ("", legible(done.stderr.strip()))


def main() -> None:
    """Run the module."""
    module = Module(
        argument_spec=ARGUMENTS,
        supports_check_mode=True,
    )
    try:
        name = module.params["user"]
        user = pwd.getpwnam(name) if name else pwd.getpwuid(os.geteuid())
    except KeyError:
        module.fail_json(msg=f"There is no user {module.params['user'] or os.geteuid()} on this node.")
    if user.pw_uid != os.geteuid() and os.geteuid() != 0:
        module.fail_json(
            msg=f"Only root can ask for another user ({user.pw_name}): run this task with become."
        )

    command = find_command("docker")
    number, in_group = group_members(user, module.params["group"])
    session = user.pw_uid == os.geteuid() and number is not None
    version, reason = ask_daemon(command, user)
    try:
        with open("/etc/os-release", encoding="utf-8") as stream:
            release = distribution.os_release(stream.read())
    except OSError:
        release = {}
    mtu = network.default_mtu()
    module.exit_json(
        changed=False,
        installed=command is not None and find_command("dockerd") is not None,
        podman=command is not None and is_podman(command),
        running=docker_daemon.daemon_pid() is not None,
        answers=bool(version),
        version=version,
        reason=reason,
        user=user.pw_name,
        in_group=in_group,
        reconnect=session and in_group and user.pw_uid != 0 and number not in (os.getegid(), *os.getgroups()),
        family=distribution.family(release),
        distribution=release.get("ID", ""),
        release=release.get("VERSION_ID", ""),
        codename=release.get("VERSION_CODENAME", ""),
        packages=distribution.packages(release),
        missing_packages=distribution.missing_packages(release),
        mtu=mtu,
        container_mtu=network.container_mtu(mtu),
    )


if __name__ == "__main__":
    main()
