"""The role that copies images of others, by ansible-playbook, between real registries."""

import images
import pytest
from hosts.executor import Build
from test_accounts import account

BOOK = "- hosts: localhost\n  gather_facts: false\n  roles: [mirror-container-images]\n"
ZUUL = {
    "post_review": True,
    "project": {"name": "acme/mirror", "short_name": "mirror"},
    "pipeline": "periodic",
}


@pytest.fixture
def mirror(tmp_path, ansible):
    """Run the role with a list and accounts, once."""

    def run(listed, accounts):
        number = len(list(tmp_path.iterdir()))
        job = Build(
            tmp_path / str(number), ansible, ZUUL, {}, job_vars={"mirror_container_images_images": listed}
        )
        book = job.directory / "roles.yaml"
        book.write_text(BOOK)
        return job.play(book, {"container_registry_credentials": accounts})

    return run


def test_images_arrive_whole_and_once(started, repository, mirror):
    source, target = started("distribution-2.8"), started("token-3.1")
    one, other = images.image([images.layer()]), images.image([images.layer()])
    both = images.index([one, other])
    source.peer.push(repository, both, "1")
    source.peer.push(repository, one, "2")
    accounts = {server.host: account(server) for server in (source, target)}
    read, written = (f"{server.host}/{repository}" for server in (source, target))
    listed = [
        {"src_repository": read, "src_tag": "1", "dest_registry": target.host, "dest_repository": written},
        {"src_repository": read, "src_tag": "2", "dest_repository": f"{written}-copy", "dest_tag": "latest"},
    ]
    absent = {"src_repository": read, "src_tag": "absent", "dest_repository": f"{written}-absent"}
    failed = mirror([*listed, absent], accounts).must_fail()
    assert f"{repository}" in failed.output and "absent" in failed.output
    assert target.peer.manifest(repository, "1") is None

    first = mirror(listed, accounts).must_succeed()
    assert target.peer.manifest(repository, "1") == both.body
    assert target.peer.manifest(f"{repository}-copy", "latest") == one.body
    second = mirror(listed, accounts).must_succeed()
    mirror([], accounts).must_succeed()
    for run in (failed, first, second):
        assert source.options["password"] not in run.output and target.options["password"] not in run.output
