"""The registries that all tests of the client share: started once, ended by process id."""

import contextlib
import itertools

import api_stand_ins
import certificates
import pytest
import servers
import token_server
from ansible.module_utils.image_gate.oci.connection import Timeouts
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.oci.retry import Retry

SWIFT = Retry(attempts=4, first=0.02, longest=0.1, longest_asked=2.0)


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    return certificates.make(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def tokens(tmp_path_factory, tls):
    """The token server of the registries that are called token-*."""
    directory = tmp_path_factory.mktemp("tokens")
    with token_server.token_server(directory, tls, servers.USER, servers.PASSWORD) as running:
        yield running


@pytest.fixture(scope="session")
def started(tmp_path_factory, tls, tokens):
    """Start a server at its first use and keep it for the session."""
    root = tmp_path_factory.mktemp("servers")
    with contextlib.ExitStack() as stack:
        running = {}

        def start(name: str) -> servers.Server:
            if name not in running:
                running[name] = stack.enter_context(makers[name]())
            return running[name]

        makers = {
            "distribution-2.8": lambda: servers.distribution(
                servers.DISTRIBUTION_2, root / "d2", tls, servers.htpasswd(root)
            ),
            "distribution-3.1": lambda: servers.distribution(
                servers.DISTRIBUTION_3, root / "d3", tls, servers.htpasswd(root)
            ),
            "plain-2.8": lambda: servers.distribution(servers.DISTRIBUTION_2, root / "p2", relativeurls=True),
            "plain-3.1": lambda: servers.distribution(servers.DISTRIBUTION_3, root / "p3", relativeurls=True),
            "ipv6": lambda: servers.distribution(servers.DISTRIBUTION_3, root / "p6", tls, address="[::1]"),
            "zuul-registry": lambda: servers.zuul_registry(root / "zuul", tls),
            "token-2.8": lambda: servers.distribution(servers.DISTRIBUTION_2, root / "t2", tls, tokens.auth),
            "token-3.1": lambda: servers.distribution(servers.DISTRIBUTION_3, root / "t3", tls, tokens.auth),
            "front": lambda: servers.front(root / "front", tls),
        }
        yield start


@pytest.fixture
def connect():
    """Make a client of a server, with short delays; closed at the end of the test."""
    made = []

    def client(server: servers.Server, **changes: object) -> Registry:
        options = {"retry": SWIFT, "timeouts": Timeouts(connect=5, read=5), **server.options, **changes}
        made.append(Registry(**options))
        return made[-1]

    yield client
    for registry in made:
        registry.close()


@pytest.fixture
def served(started, tls):
    """Runs a stand-in for a registry with an interface of its own, before a registry without accounts."""
    with contextlib.ExitStack() as stack:

        def start(kind, challenge=""):
            registry = started("plain-3.1")
            return stack.enter_context(api_stand_ins.stand_in(kind, registry, tls, challenge))

        yield start


_number = itertools.count()


@pytest.fixture
def repository():
    """A repository name that no other test uses."""
    return f"acme/app{next(_number)}"
