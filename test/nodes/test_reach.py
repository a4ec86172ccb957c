"""What dockerd knows of the registry when the role ends: it keeps what it has read of /etc/hosts for some seconds."""

from __future__ import annotations

from node_hosts import PASSWORD, REGISTRY, ROOT_OF_REGISTRY, Hosts, Module, client, push

LOOK_UP = "docker pull $(hostname):4443/any:1 2>&1 | grep -q x509"


def test_docker_reaches_the_registry_at_once(hosts: Hosts, module_11: Module) -> None:
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    hosts.run("node2", LOOK_UP)
    used = module_11("node2", "buildset_registry_client", **client(registry))
    assert used["warnings_found"] == []
    push(hosts, "node2", "acme/first:1")

    # The next registry has the same name and another address; dockerd has just used the first one.
    moved = module_11("node2", "buildset_registry", **{**REGISTRY, "host": "10.99.0.12"})
    used = module_11("node2", "buildset_registry_client", **client(moved))
    assert used["warnings_found"] == []
    push(hosts, "node2", "acme/second:1")
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    module_11("node2", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)
    module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)


def test_what_docker_says_of_a_registry_that_refuses_it(hosts: Hosts, module_11: Module) -> None:
    registry = module_11("node1", "buildset_registry", **REGISTRY)
    used = module_11("node2", "buildset_registry_client", **client(registry, password="another-secret-77"))
    (warning,) = used["warnings_found"]
    assert "dockerd cannot log in to the buildset registry at zuul-jobs.buildset-registry:5000" in warning
    assert "unauthorized" in warning
    assert "another-secret-77" not in used.output and PASSWORD not in used.output
    module_11("node2", "buildset_registry_client", state="absent", user="zuul")
    module_11("node1", "buildset_registry", state="stopped", root=ROOT_OF_REGISTRY)
