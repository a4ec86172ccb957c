"""The way to a registry through a proxy: which one, to whom not, and how it is asked."""

import base64

import hub_stand_in
import pytest
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.proxy import Proxy, proxy_of


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
    ("no_proxy", "host", "port", "direct"),
    [
        ("reg.example", "reg.example", 443, True),
        ("reg.example", "a.reg.example", 443, True),
        ("reg.example", "areg.example", 443, False),
        ("REG.example", "reg.EXAMPLE.", 443, True),
        ("reg.example:5000", "reg.example", 5000, True),
        ("reg.example:5000", "reg.example", 443, False),
        (".example", "reg.example", 5000, True),
        (".example:5000", "reg.example", 443, False),
        ("*.example", "reg.example", 5000, True),
        (".", "reg.example", 5000, False),
        ("a.test, .example", "reg.example", 443, True),
        ("a.test .example", "reg.example", 443, True),
        ("a.test,,", "reg.example", 443, False),
        ("127.0.0.1:5000", "127.0.0.1", 5000, True),
        ("127.0.0.1:5000", "127.0.0.1", 5001, False),
        ("10.0.0.0/8", "10.2.3.4", 5000, True),
        ("10.0.0.0/8", "11.2.3.4", 5000, False),
        ("10.1.2.3/8", "10.9.9.9", 5000, True),
        ("10.0.0.0/33,10.0.0.0/x", "10.2.3.4", 5000, False),
        ("10.0.0.0/8", "::ffff:10.2.3.4", 5000, True),
        ("10.0.0.0/8", "ten.example", 5000, False),
        ("0.0.0.0/0", "fd00::1", 5000, False),
        ("10.2.3", "10.2.3.4", 5000, False),
        ("3.4", "10.2.3.4", 5000, False),
        ("fd00::/8", "fd00::1", 5000, True),
        ("[fd00::]/8", "fd00::1", 5000, True),
        ("fd00::/8", "fe00::1", 5000, False),
        ("a,[fd00::1]", "fd00::1", 443, True),
        ("fd00::1", "fd00:0:0::1", 5000, True),
        ("[fd00::1]:5000", "fd00::1", 5000, True),
        ("[fd00::1]:5000", "fd00::1", 443, False),
        ("*", "reg.example", 443, True),
        ("a,*", "10.2.3.4", 443, True),
        ("", "localhost", 443, False),
    ],
)
@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
def test_places_that_are_reached_without(environment, no_proxy, host, port, direct, name):
    environment.setenv("https_proxy", "http://proxy.example")
    environment.setenv(name, no_proxy)
    assert (proxy_of(host, port) is None) is direct


@pytest.mark.parametrize("status", [200, 202])
def test_an_address_of_version_6_goes_through_a_proxy(environment, started, connect, repository, status):
    # Any 2xx says that the tunnel stands (RFC 9110, section 9.3.6).
    server = started("ipv6")
    port = int(server.host.rpartition(":")[2])
    with hub_stand_in.tunnel({server.host: ("::1", port)}, status) as address:
        environment.setenv("https_proxy", address)
        registry = connect(server)
        assert registry.find_manifest(repository, "latest") is None


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "http://no-such-proxy.invalid:3128"])
def test_a_proxy_that_is_not_there_is_told_as_the_proxy(environment, connect, started, repository, proxy):
    environment.setenv("https_proxy", proxy)
    name = proxy[len("http://") :]
    with pytest.raises(
        RegistryError, match=f"the proxy {name} cannot be reached: .* Check https_proxy in the env"
    ):
        connect(started("distribution-3.1")).find_manifest(repository, "latest")


def test_a_proxy_that_refuses_is_named(environment, started, connect, repository):
    server = started("distribution-3.1")
    with hub_stand_in.tunnel({}) as address:
        environment.setenv("https_proxy", address)
        with pytest.raises(
            RegistryError, match=r"the proxy 127.0.0.1:\d+ answers 403 .* Check https_proxy in"
        ):
            connect(server).find_manifest(repository, "latest")
