"""What a host has, as the tests of roles compare it."""

from __future__ import annotations

from typing import List

from hosts.running import Hosts


def images_of(hosts: Hosts, host: str) -> List[str]:
    """The names of the images that a host has."""
    return sorted(hosts.run(host, "docker images --format '{{.Repository}}:{{.Tag}}' | grep -v none").split())


def state_of(hosts: Hosts, host: str) -> str:
    """Everything on a host that jobs may change and must leave as it was."""
    return hosts.run(
        host,
        "docker ps --all --format '{{.Names}} {{.Image}}' | sort; docker images --format '{{.Repository}}:{{.Tag}}' | sort;"
        "docker volume ls -q; cat /etc/hosts; sudo find /etc/docker /etc/containers /etc/buildkit /usr/local/share/ca-certificates"
        " -type f -exec sha256sum {} + 2>/dev/null | sort; sha256sum /etc/ssl/certs/ca-certificates.crt;"
        "find ~ -path '*/src' -prune -o -type f ! -name '.ansible*' -print | grep -v '/.ansible/\\|/.local/\\|zuul-output' | sort;"
        "sudo iptables-save -t filter | grep openstack; sudo ip6tables-save -t filter | grep openstack;"
        "find src/project | sort; pidof dockerd",
    )
