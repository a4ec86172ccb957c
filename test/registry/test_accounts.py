"""Accounts by registry: one call serves several registries, and hides what is secret of each account and nothing else."""

import images
import pytest
from module_calls import call
from test_modules import _play


def account(server, **more):
    """The account of a server as users write it in a secret."""
    options = server.options
    return {name: options[name] for name in ("username", "password", "cert")} | more


@pytest.fixture
def two(started, repository):
    """Two registries with a staged image each."""
    servers = started("distribution-2.8"), started("token-3.1")
    for server in servers:
        server.peer.push(
            repository,
            images.image([images.layer()], labels={"org.zuul-ci.change": "12"}),
            "change_12_latest",
        )
    return servers


def promotion(servers, repository, **more):
    staged = {"repository": repository, "staged_tag": "change_12_latest", "tag": "latest"}
    return {
        # A line end, as files have one; what is like a repository; and what sister roles read.
        "accounts": {
            server.host: account(server, repository="acme", api_token="a-token-that-stays", type="quay")
            for server in servers
        },
        "promotions": [{**staged, "registry": server.host} for server in servers],
        "change": "12",
        **more,
    }


@pytest.mark.parametrize("version", ["9", "11"])
def test_a_promotion_in_two_registries(two, repository, version, tmp_path):
    password = two[0].options["password"]
    results, output = _play(version, tmp_path, {"promote": {"registry_promote": promotion(two, repository)}})
    done = results["promote"]["promotions"]
    assert [(one["registry"], one["repository"], one["changed"]) for one in done] == [
        (server.host, repository, True) for server in two
    ]
    assert all(server.peer.manifest(repository, "latest") for server in two)
    assert password not in output and "a-token-that-stays" not in output


def test_nothing_is_written_where_one_registry_lacks_its_tag(two, repository):
    asked = promotion(two, repository)
    asked["promotions"].append({**asked["promotions"][1], "staged_tag": "change_12_other", "tag": "other"})
    failed = call("registry_promote", asked)
    assert "change_12_other" in failed["msg"]
    assert not any(server.peer.manifest(repository, "latest") for server in two)


def test_an_account_without_its_mapping(two, repository):
    failed = call("registry_promote", {**promotion(two, repository), "accounts": {"quay.io": "zuul:hunter2"}})
    assert failed["msg"].startswith("quay.io: ") and "hunter2" not in str(failed)


def test_a_copy_to_two_registries(two, started, repository):
    source = started("plain-3.1")
    made = images.image([images.layer()])
    source.peer.push(repository, made, "1")
    here = {"registry": source.host, "repository": repository, "reference": "1"}
    told = call(
        "registry_copy",
        {
            "registries": [source.options],
            "accounts": {server.host: account(server) for server in two},
            "copies": [
                {
                    "source": here,
                    "destination": {"registry": server.host, "repository": repository, "tags": ["1"]},
                }
                for server in two
            ],
        },
    )
    assert [one["digest"] for one in told["copies"]] == [made.digest] * 2
    assert all(server.peer.manifest(repository, "1") == made.body for server in two)


def test_a_promotion_needs_some_registry(repository):
    failed = call("registry_promote", {"promotions": [], "change": "12"})
    assert "one of the following is required" in failed["msg"]
