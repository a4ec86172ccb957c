"""Logging in: as the registry asks for it, and never where a secret could be heard."""

import fault_proxy as faults
import images
import pytest
from ansible.module_utils.image_gate.ansible.registry_options import account
from ansible.module_utils.image_gate.ansible.registry_options import connect as connect_all
from ansible.module_utils.image_gate.oci.challenge import Challenge, challenge_of
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.image import Place
from ansible.module_utils.image_gate.oci.manifest import parse
from ansible.module_utils.image_gate.publish.copy import copy_images
from ansible.module_utils.image_gate.publish.copy_job import Copy, Target


@pytest.mark.parametrize(
    ("header", "challenge"),
    [
        ('Basic realm="a, b"', Challenge("basic", "a, b")),
        (
            'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
            Challenge(
                "bearer",
                "https://auth.docker.io/token",
                "registry.docker.io",
                ("repository:a/b:pull,push",),
            ),
        ),
        ("bearer realm=https://x/t , service=s", Challenge("bearer", "https://x/t", "s")),
        (
            'Basic realm="x", Bearer realm="https://x/t",error="insufficient_scope"',
            Challenge("bearer", "https://x/t"),
        ),
        ('Negotiate, Basic realm="x"', Challenge("basic", "x")),
        ('Negotiate YII9==, Basic realm="x"', Challenge("basic", "x")),
        ('Bearer realm="https://x/t",scope="a b a"', Challenge("bearer", "https://x/t", "", ("a", "b"))),
        ('Bearer realm="https://x', Challenge("bearer", "", "")),
        ("Negotiate", None),
        ("", None),
    ],
)
def test_challenges(header, challenge):
    assert challenge_of(header) == challenge


@pytest.mark.parametrize("version", ["token-2.8", "token-3.1"])
def test_tokens_of_a_registry_that_verifies_them(started, connect, tokens, repository, version):
    server = started(version)
    shared = images.layer()
    first, second = images.image([shared]), images.image([shared, images.layer()])
    server.peer.push(repository, first, "latest")
    server.peer.push(f"{repository}/next", second, "latest")
    tokens.asked.clear()
    registry = connect(server)

    first_copy = Copy(Place(registry, repository, "latest"), Target(registry, f"{repository}/one", ("a",)))
    next_copy = Copy(
        Place(registry, f"{repository}/next", "latest"), Target(registry, f"{repository}/two", ("b",))
    )
    done = copy_images([first_copy, next_copy])

    asked = [tuple(query["scope"]) for query in tokens.asked]
    server.peer.has(f"{repository}/one", "a", first)
    server.peer.has(f"{repository}/two", "b", second)
    # Everything is in this registry already: with a token for both repositories nothing has to be sent.
    assert [item.sent for item in done] == [0, 0]
    assert len(asked) == len(set(asked)), "a token was asked for twice"
    assert (f"repository:{repository}/one:pull,push", f"repository:{repository}:pull") in asked


def test_an_expired_token_is_replaced(started, connect, tokens, repository):
    server = started("token-3.1")
    made = images.image([images.layer()])
    server.peer.push(repository, made, "latest")
    registry = connect(server)
    tokens.expired = 1

    assert registry.get_manifest(repository, "latest").digest == made.digest

    assert tokens.expired < 1


@pytest.mark.parametrize("name", ["distribution-2.8", "token-3.1", "front"])
def test_wrong_credentials_are_refused_once_and_kept_secret(started, connect, repository, name):
    registry = connect(started(name), password="wrong-secret-99")
    with pytest.raises(RegistryError) as caught:
        registry.put_manifest(repository, "latest", _manifest())
    assert caught.value.status == 401
    assert "Check the user name and the password" in str(caught.value)
    assert "wrong-secret-99" not in str(caught.value)
    assert sum(registry.requests.values()) <= 2


@pytest.mark.parametrize("name", ["distribution-2.8", "token-3.1"])
def test_missing_credentials_are_asked_for(started, connect, repository, name):
    registry = connect(started(name), username="", password="")
    with pytest.raises(RegistryError, match="Give a user name and a password for this registry"):
        registry.get_manifest(repository, "latest")


def test_everybody_reads_from_the_front_and_one_user_writes(started, connect, repository):
    server = started("front")
    made = images.image([images.layer()])
    server.peer.push(repository, made, "latest")
    anonymous = connect(server, username="", password="")

    assert anonymous.get_manifest(repository, "latest").body == made.body
    with pytest.raises(RegistryError) as caught:
        anonymous.put_manifest(repository, "other", anonymous.get_manifest(repository, "latest"))
    assert caught.value.status == 401


def test_credentials_are_not_sent_to_a_realm_without_tls(started, connect, tls, repository):
    with faults.fault_proxy(started("plain-3.1").host, None) as realm, faults.fault_proxy(
        started("plain-3.1").host, tls
    ) as proxy:
        challenge = f'Bearer realm="{realm.base}/token",service="x"'
        proxy.spoil("GET", "/manifests/", faults.refuse(401, WWW_Authenticate=challenge), times=9)
        server = started("plain-3.1")
        registry = connect(
            server, host=proxy.host, username="u", password="p", cert=tls.pem, plain_http=False
        )
        with pytest.raises(RegistryError, match="without TLS for a token; credentials are not sent there"):
            registry.get_manifest(repository, "latest")
        assert realm.seen == []


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_token_server_may_lead_on_within_its_own_host(started, connect, tls, repository, elsewhere):
    server = started("plain-3.1")
    with faults.fault_proxy(server.host, tls) as proxy, faults.fault_proxy(server.host, tls) as other:
        for one in (proxy, other):
            one.demand_token("token-5")
        base = (other if elsewhere else proxy).base
        challenge = f'Bearer realm="{proxy.base}/old",service="x"'
        proxy.spoil("GET", "/manifests/", faults.refuse(401, WWW_Authenticate=challenge))
        proxy.spoil(
            "GET", "/old", lambda handler: handler.answer(307, b"", {"Location": f"{base}/token"}), times=9
        )
        registry = connect(
            server, host=proxy.host, username="u", password="p", cert=tls.pem, plain_http=False
        )
        if elsewhere:
            with pytest.raises(RegistryError, match="cannot get a token from .*: HTTP 307"):
                registry.get_manifest(repository, "latest")
        else:
            assert registry.find_manifest(repository, "latest") is None
        assert other.seen == []


def test_nothing_is_sent_before_the_registry_asks(started, connect, tls, repository):
    server = started("plain-3.1")
    with faults.fault_proxy(server.host, tls) as proxy:
        registry = connect(
            server, host=proxy.host, username="u", password="p", cert=tls.pem, plain_http=False
        )
        assert registry.find_manifest(repository, "latest") is None
        assert {seen.authorization for seen in proxy.seen} == {""}


def test_an_untrusted_certificate_is_refused_with_advice(started, connect, repository):
    registry = connect(started("distribution-3.1"), cert="")
    with pytest.raises(
        RegistryError, match="certificate is not trusted: .* Give the certificate of its authority"
    ):
        registry.get_manifest(repository, "latest")
    assert sum(registry.requests.values()) <= 1


def test_a_certificate_for_another_name_is_refused(started, connect, repository):
    server = started("distribution-3.1")
    registry = connect(server, host=server.host.replace("127.0.0.1", "127.0.0.2"))
    with pytest.raises(RegistryError, match="certificate is not trusted|connection refused"):
        registry.get_manifest(repository, "latest")


@pytest.mark.parametrize(
    "cert",
    [
        "not a certificate",
        "# Gr\u00f6\u00dfe",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAA\u00f6A\n-----END CERTIFICATE-----\n",
    ],
)
def test_a_certificate_that_is_none_is_named_before_anything_is_asked(started, connect, cert):
    with pytest.raises(RegistryError, match="cert is not a certificate in PEM form") as caught:
        connect(started("distribution-3.1"), cert=cert)
    assert not caught.value.retryable


def test_a_bundle_may_have_comments_in_any_language(started, connect, tls, repository):
    registry = connect(
        started("distribution-2.8"), cert=f"# Gr\u00f6\u00dfe\n{tls.pem}# Ende \u2013\n{tls.pem}"
    )
    assert registry.find_manifest(repository, "latest") is None


@pytest.mark.parametrize("name", ["distribution-2.8", "token-3.1"])
def test_line_ends_do_not_belong_to_an_account(started, repository, name):
    server = started(name)
    described = {"cert": "", "plain_http": False, **server.options}
    described.update({key: f"\n{described[key]}\r\n" for key in ("username", "password")})
    (registry,) = connect_all([described]).values()
    assert registry.find_manifest(repository, "latest") is None


def test_spaces_belong_to_a_password():
    assert account({"username": "u\n", "password": " p \n"}) == {"username": "u", "password": " p "}


@pytest.mark.parametrize("token", ["SECRET-31\\n", "SECRET-31 x", "SECRET-31\u00fc"])
def test_a_token_that_no_header_can_hold_is_not_shown(started, connect, tls, repository, token):
    with faults.fault_proxy(started("plain-3.1").host, tls) as proxy:
        proxy.demand_token(token)
        registry = connect(started("plain-3.1"), host=proxy.host, cert=tls.pem, plain_http=False)
        with pytest.raises(RegistryError, match="its answer holds no token") as caught:
            registry.get_manifest(repository, "latest")
        assert "SECRET-31" not in str(caught.value)
        assert proxy.tokens_given == 1


def test_plain_http_and_tls_are_not_mixed_up(started, connect, repository):
    registry = connect(started("plain-3.1"), plain_http=False)
    with pytest.raises(
        RegistryError, match="does not speak TLS. Check its port; jobs use no registry without TLS"
    ):
        registry.get_manifest(repository, "latest")


def _manifest():
    made = images.image([])
    return parse(made.body, made.media_type)
