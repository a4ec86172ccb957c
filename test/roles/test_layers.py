"""Layers that a registry has are not sent to it again, whatever repository has them."""

from __future__ import annotations

import re

from hosts.builds import DOCKERFILE
from test_buildset import CLEAN, POST, PRE, PULL, RUN

SUCCESS = {"zuul_success": "True"}
LAYER = 3_000_000  # bytes, which do not get less by compression
BASE = f"FROM docker.io/library/busybox:stable\nRUN head -c {LAYER} /dev/urandom >/base\n"
CHILD = "FROM docker.io/acme/base:latest\nRUN echo child >/child\n"
UPLOAD = re.compile(r'"(?:POST|PATCH|PUT) /v2/(\S+)/blobs/uploads/\S*" \d+ \d+ (\d+) ')


def change(build, dockerfile, repository, number, secrets, **zuul):
    """A job of a change with its own registry, up to the push of its image."""
    job = build("node1", change=number, **zuul)
    (job.directory / "work/src/project/img/Dockerfile").write_text(dockerfile)
    job.job_vars["docker_images"] = [{"context": "img", "repository": repository}]
    for playbook, phase in ((PRE, "pre"), (PULL, "pre"), (RUN, "run")):
        job.play(playbook, {} if playbook == RUN else secrets, phase).must_succeed()
    return job


def uploaded(hosts):
    """Bytes that the buildset registry took for blobs, by repository, as its own log has it."""
    sums: dict[str, int] = {}
    for repository, length in UPLOAD.findall(hosts.run("node1", "docker logs buildset_registry 2>/dev/null")):
        sums[repository] = sums.get(repository, 0) + int(length)
    return sums


def test_a_build_on_an_image_of_a_change_ahead_sends_its_own_layers(hosts, build, intermediate):
    secrets = {"intermediate_registry": intermediate.secret}
    put = "mkdir -p src/project/img && cat >src/project/img/Dockerfile <<'END'\n{}END".format
    hosts.run("node1", put(BASE))
    ahead = change(build, BASE, "acme/base", "81", secrets)
    assert uploaded(hosts)["acme/base"] > LAYER
    ahead.play(POST, secrets, "post", SUCCESS).must_succeed()
    ahead.play(CLEAN, secrets, "post").must_succeed()
    artifacts = [
        {**a, "change": "81", "patchset": "1", "project": "acme/base", "job": "x"}
        for a in ahead.results["data"]["zuul"]["artifacts"]
    ]
    hosts.run("node1", put(CHILD))
    job = change(build, CHILD, "acme/child", "82", secrets, artifacts=artifacts)
    assert hosts.run("node1", "docker run --rm acme/child cat /child").strip() == "child"
    sent = uploaded(hosts)
    assert 0 < sent["acme/child"] < LAYER / 10, sent
    hosts.run("node1", "docker rmi -f acme/child acme/base; docker pull -q acme/child")
    assert hosts.run("node1", "docker run --rm acme/child wc -c /base").split()[0] == str(LAYER)
    job.play(CLEAN, secrets, "post").must_succeed()
    # As other tests expect it.
    hosts.run("node1", put(DOCKERFILE))
