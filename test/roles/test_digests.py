"""What is built is what is tested, kept and published: by digest, whoever else writes into the buildset registry."""

from __future__ import annotations

import json

import pytest
from hosts.executor import PLAYBOOKS
from test_buildset import CLEAN, POST, PRE, PULL, RUN, UPLOAD

IMAGE = {"context": "img", "repository": "acme/app"}
SUCCESS = {"zuul_success": "True"}


def credentials(target) -> dict:
    """The secret for the target registry."""
    return {"docker_credentials": {"username": target.username, "password": target.password}}


def built(build, intermediate, target, *nodes, **zuul):
    """A build that has started its own registry and pushed its image."""
    job = build(*nodes, **zuul)
    job.job_vars.update(docker_images=[IMAGE], docker_registry=target.address)
    secrets = {"intermediate_registry": intermediate.secret}
    for playbook, phase in ((PRE, "pre"), (PULL, "pre"), (RUN, "run")):
        job.play(playbook, {} if playbook == RUN else secrets, phase).must_succeed()
    return job


def recorded(job) -> str:
    """The digest that a build has told Zuul."""
    (images,) = job.results["data"]["buildset_images"].values()
    (digest,) = images.values()
    return digest


def consumer_of(build, job, artifacts=(), **variables):
    """A job that depends on a build, with what Zuul gives it of that."""
    consumer = build("node2", change=job.zuul["change"], artifacts=list(artifacts))
    consumer.job_vars["buildset_registry"] = job.results["secret_data"]["buildset_registry"]
    consumer.job_vars.update(variables)
    return consumer


def push_another(hosts, node, job, target):
    """What a job of the buildset may do: the account of the registry is on every node."""
    registry = job.results["secret_data"]["buildset_registry"]
    name = f"zuul-jobs.buildset-registry:5000/{target.address.replace(':', '_')}/acme/app:latest"
    login = json.dumps({"auths": {}})
    hosts.run(
        node,
        f"mkdir -p /tmp/other && echo '{login}' >/tmp/other/config.json && "
        f"echo {registry['password']} | docker --config /tmp/other login -u zuul --password-stdin "
        "zuul-jobs.buildset-registry:5000 2>&1 && "
        f"printf 'FROM busybox:stable\\nLABEL other=1\\n' | docker build -q -t {name} - && "
        f"docker --config /tmp/other push -q {name} && docker rmi -f {name} && rm -r /tmp/other",
    )


@pytest.mark.oldest_is_enough
def test_a_consumer_that_requires_what_it_provides(hosts, build, intermediate, target):
    """The change ahead built an image of the same name: the one of this buildset is tested and published."""
    secrets = {"intermediate_registry": intermediate.secret}
    ahead = built(build, intermediate, target, change="71")
    ahead.play(POST, secrets, "post", SUCCESS).must_succeed()
    ahead.play(CLEAN, secrets, "post").must_succeed()
    artifacts = [
        {**a, "change": "71", "patchset": "1", "project": "acme/app", "job": "x"}
        for a in ahead.results["data"]["zuul"]["artifacts"]
    ]
    job = built(build, intermediate, target, change="72")
    assert recorded(job) != recorded(ahead)

    # A build of upstream's library tells no digests.
    pulled = consumer_of(build, job, artifacts).play(PULL, secrets, "pre").must_succeed()
    name = f"{target.address.replace(':', '_')}/acme/app:latest"
    assert f"so not replaced by an image of a change ahead: {name}" in pulled.output
    told = {"buildset_images": job.results["data"]["buildset_images"]}
    consumer_of(build, job, artifacts, **told).play(PULL, secrets, "pre").must_succeed()

    job.play(UPLOAD, credentials(target), "post", SUCCESS).must_succeed()
    job.play(POST, secrets, "post", SUCCESS).must_succeed()
    (artifact,) = job.results["data"]["zuul"]["artifacts"]
    published = target.digest("acme/app", "change_72_latest")
    assert recorded(job) == artifact["metadata"]["digest"] == published
    job.play(CLEAN, secrets, "post").must_succeed()


@pytest.mark.newest_is_enough
def test_an_image_that_somebody_changed(hosts, build, intermediate, target):
    """Neither tested nor published nor kept, and the reason has both digests."""
    secrets = {"intermediate_registry": intermediate.secret}
    job = built(build, intermediate, target, change="73")
    push_another(hosts, "node1", job, target)
    told = {"buildset_images": job.results["data"]["buildset_images"]}
    runs = [
        consumer_of(build, job, **told).play(PULL, secrets, "pre"),
        job.play(UPLOAD, credentials(target), "post", SUCCESS),
        job.play(POST, secrets, "post", SUCCESS),
    ]
    # The registry job knows no record, only the registry.
    registry_job = build("node1", change="73")
    returned = {"data": {}, "secret_data": job.results["secret_data"]}
    registry_job.results_file.write_text(json.dumps(returned))
    runs.append(registry_job.play(PLAYBOOKS / "buildset-registry/post.yaml", secrets, "post", SUCCESS))
    for run in runs:
        assert f"instead of {recorded(job)}" in run.must_fail().output
        assert "cannot use tag latest: it stands for sha256:" in run.output
    assert "change_73_latest" not in str(target.get("acme/app/tags/list"))
    assert "artifacts" not in job.results["data"].get("zuul", {})
    job.play(CLEAN, secrets, "post").must_succeed()


@pytest.mark.oldest_is_enough
def test_several_nodes_that_build_the_same_image(hosts, build, intermediate, target):
    """Each makes one of its own; that of the first node is the one."""
    secrets = {"intermediate_registry": intermediate.secret}
    job = built(build, intermediate, target, "node1", "node2", change="74")
    job.play(UPLOAD, credentials(target), "post", SUCCESS).must_succeed()
    job.play(POST, secrets, "post", SUCCESS).must_succeed()
    assert target.digest("acme/app", "change_74_latest") == recorded(job)
    name = f"{target.address}/acme/app:latest"
    first, second = (
        hosts.run(host, f"docker image inspect -f '{{{{.Id}}}}' {name}").strip()
        for host in ("node1", "node2")
    )
    manifest = target.get(f"acme/app/manifests/{recorded(job)}")
    # An image's ID is the digest of its configuration; in containerd's store, that of its index.
    published = {recorded(job), manifest.get("config", {}).get("digest")}
    assert (first in published, second in published) == (True, False)
    job.play(CLEAN, secrets, "post").must_succeed()
