"""The way to a registry through a proxy: which one, to whom not, and how it is asked."""

import base64

import hub_stand_in
import pytest
from ansible.module_utils.image_gate.errors import RegistryError
from ansible.module_utils.image_gate.proxy import Proxy, proxy_of


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("http://proxy.example:3128", Proxy("proxy.example", 3128, "")),
        ("http://proxy.example", Proxy("proxy.example", 80, "")),
        ("proxy.example:3128/", Proxy("proxy.example", 3128, "")),
        ("http://[fd00::9]:3128", Proxy("fd00::9", 3128, "")),
        (
            "http://u:p%40@proxy.example",
            Proxy("proxy.example", 80, "Basic " + base64.b64encode(b"u:p@").decode()),
        ),
    ],
)
def test_addresses_of_proxies(environment, text, proxy):
    environment.setenv("https_proxy", text)
    assert proxy_of("registry.example", 443) == proxy


@pytest.mark.parametrize(
    "text",
    ["https://u:SECRET@proxy.example", "socks5://u:SECRET@proxy.example", "http://u:SECRET@p:x", "http://"],
)
def test_proxies_that_cannot_be_used(environment, text):
    environment.setenv("https_proxy", text)
    with pytest.raises(
        RegistryError, match="is not the address of an HTTP proxy. Write it as http://"
    ) as caught:
        proxy_of("registry.example", 443)
    assert "SECRET" not in str(caught.value)
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("no_proxy", "host", "port"),
    [
        ("reg.example", "reg.example", 443),
        ("reg.example:5000", "reg.example", 5000),
        (".example", "reg.example", 5000),
        ("127.0.0.1:5000", "127.0.0.1", 5000),
        ("a,[fd00::1]", "fd00::1", 443),
        ("fd00::1", "fd00::1", 5000),
        ("[fd00::1]:5000", "fd00::1", 5000),
        ("*", "reg.example", 443),
    ],
)
def test_places_that_are_reached_without(environment, no_proxy, host, port):
    environment.setenv("https_proxy", "http://proxy.example")
    environment.setenv("no_proxy", no_proxy)
    assert proxy_of(host, port) is None
    assert (proxy_of("other.test", port) is None) is (no_proxy == "*")


def test_a_port_in_no_proxy_is_that_port(environment):
    environment.setenv("https_proxy", "http://proxy.example")
    environment.setenv("no_proxy", "reg.example:5000")
    assert proxy_of("reg.example", 443)


def test_an_address_of_version_6_goes_through_a_proxy(environment, started, connect, repository):
    server = started("ipv6")
    port = int(server.host.rpartition(":")[2])
    with hub_stand_in.tunnel({server.host: ("::1", port)}) as address:
        environment.setenv("https_proxy", address)
        registry = connect(server)
        assert registry.digest(repository, "latest") is None


def test_a_proxy_that_refuses_is_named(environment, started, connect, repository):
    server = started("distribution-3.1")
    with hub_stand_in.tunnel({}) as address:
        environment.setenv("https_proxy", address)
        with pytest.raises(
            RegistryError, match=r"the proxy 127.0.0.1:\d+ answers 403 .* Check https_proxy in"
        ):
            connect(server).digest(repository, "latest")
