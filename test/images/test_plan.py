"""The commands, copies and artifacts of a plan, against traces of the jobs that the library replaces."""

from pathlib import Path

import pytest
from ansible.module_utils.image_gate.plan.plan import Job, make_plan

BUILD = "0123456789abcdef0123456789abcdef"
ROOT = Path(__file__).resolve().parents[2]
ZUUL = {
    "build": BUILD,
    "change": "1234",
    "change_url": "U",
    "pipeline": "gate",
    "project": {"name": "acme/app", "short_name": "app"},
}
POST = {"build": BUILD, "change_url": None, "pipeline": "post", "project": ZUUL["project"]}
BUILDSET = {"host": "10.1.2.3", "port": 5000}
INTERMEDIATE = {"host": "ireg.example.org", "port": 5000}


def image(**keys):
    return {"context": "ctx", "repository": "acme/app", **keys}


def plan(*images, **job):
    made, found = make_plan(Job(**{"images": list(images), "zuul": ZUUL, **job}))
    assert (found.errors, found.warnings) == ([], [])
    return made


#: Labels of a change about which Zuul tells nothing else: empty, as an image inherits those of its base.
CHANGE_LABELS = [
    "org.zuul-ci.change=1234",
    "org.zuul-ci.change_url=U",
    "org.zuul-ci.changes_ahead=",
    "org.zuul-ci.changes_together=",
    "org.zuul-ci.build_time=",
]
NO_CHANGE = [f"{label.partition('=')[0]}=" for label in CHANGE_LABELS]


def as_arguments(labels):
    return [word for label in labels for word in ("--label", label)]


def errors(*images, **job):
    return make_plan(Job(**{"images": list(images), "zuul": ZUUL, **job}))[1].errors


def copied(copies):
    """Copies as "source -> destination"."""
    return [
        f"{c['source']['registry']}/{c['source']['repository']}:{c['source']['reference']} -> "
        f"{c['destination']['registry']}/{c['destination']['repository']}:{','.join(c['destination']['tags'])}"
        for c in copies
    ]


def argv(*images, **job):
    return [(one["build_argv"], one["workdir"]) for one in plan(*images, work_dir="work", **job)["images"]]


# Golden traces of build commands


def test_trace_of_a_build_with_everything():
    assert argv(
        image(
            tags=["latest", "1.0"],
            target="prod",
            path="sub",
            dockerfile="D.f",
            build_args=["FROM='public.ecr.aws/x:y'"],
            labels=["k=v w"],
        )
    ) == [
        (
            ["docker", "build", "--force-rm", "sub", "-f", "D.f", "--target", "prod"]
            + ["--build-arg", "FROM=public.ecr.aws/x:y"]
            + ["--tag", "acme/app:change_1234_latest", "--tag", "acme/app:latest"]
            + ["--tag", "acme/app:change_1234_1.0", "--tag", "acme/app:1.0"]
            + as_arguments(["k=v w", *CHANGE_LABELS]),
            "work/ctx",
        )
    ]


def test_trace_of_a_build_without_a_name():
    assert argv({"context": "ctx", "tags": []}) == [
        (
            ["docker", "build", "--force-rm", ".", "-f", "Dockerfile", *as_arguments(CHANGE_LABELS)],
            "work/ctx",
        )
    ]


def test_trace_of_a_build_with_siblings():
    (one,) = argv(image(siblings=["opendev.org/zuul/zuul", "opendev.org/zuul/nodepool"]))
    assert one[0][6:8] == ["--build-arg", "ZUUL_SIBLINGS=opendev.org/zuul/zuul opendev.org/zuul/nodepool"]


def test_trace_of_a_build_for_another_registry():
    assert argv(image(), registry="quay.io")[0][0][6:10] == [
        *("--tag", "quay.io/acme/app:change_1234_latest"),
        *("--tag", "quay.io/acme/app:latest"),
    ]


def test_trace_of_a_build_without_a_change():
    assert argv(image(), zuul=POST) == [
        (
            ["docker", "build", "--force-rm", ".", "-f", "Dockerfile"]
            + ["--tag", "acme/app:post_latest", "--tag", "acme/app:latest"]
            + as_arguments(NO_CHANGE),
            "work/ctx",
        )
    ]


@pytest.mark.parametrize("url", [None, "", "None"])
def test_an_empty_label_for_a_change_without_a_page(url):
    labels = plan(image(), zuul={**ZUUL, "change_url": url})["images"][0]["labels"]
    assert labels == [CHANGE_LABELS[0], *NO_CHANGE[1:]]


def test_the_jobs_dockerfile_counts_unless_the_image_has_its_own():
    both = plan(image(), image(repository="acme/b", dockerfile="b/Dockerfile"), dockerfile="Containerfile")
    assert [one["dockerfile"] for one in both["images"]] == ["Containerfile", "b/Dockerfile"]


@pytest.mark.parametrize(
    ("work_dir", "context", "workdir"),
    [
        ("src/x", ".", "src/x"),
        ("src/x", "./a/", "src/x/a"),
        ("/abs/x", "a/b", "/abs/x/a/b"),
        ("/abs/x", ".", "/abs/x"),
    ],
)
def test_where_a_build_runs(work_dir, context, workdir):
    assert plan(image(context=context), work_dir=work_dir)["images"][0]["workdir"] == workdir


def test_the_fields_of_an_image():
    (one,) = plan(image(tags=["latest", "1.0"]), work_dir="work")["images"]
    one.pop("build_argv")
    assert one == {
        "index": 0,
        "context": "ctx",
        "written": "acme/app",
        "registry": "docker.io",
        "repository": "acme/app",
        "reference_base": "acme/app",
        "path": ".",
        "dockerfile": "Dockerfile",
        "files": ["Dockerfile"],
        "tag_argv": [],
        "arch": [],
        "target": "",
        "build_args": [],
        "tags": ["latest", "1.0"],
        "local_tags": ["change_1234_latest", "latest", "change_1234_1.0", "1.0"],
        "siblings": [],
        "labels": CHANGE_LABELS,
        "workdir": "work/ctx",
    }


# Golden traces of pushes and copies


@pytest.mark.parametrize(
    ("repository", "registry", "local", "path"),
    [
        ("acme/app", "", "acme/app", "acme/app"),
        ("docker.io/acme/app", "", "docker.io/acme/app", "acme/app"),
        ("debian", "", "debian", "library/debian"),
        ("acme/app", "docker.io", "docker.io/acme/app", "acme/app"),
        ("acme/app", "quay.io", "quay.io/acme/app", "quay.io/acme/app"),
        (
            "acme/app",
            "reg.example.org:5000",
            "reg.example.org:5000/acme/app",
            "reg.example.org_5000/acme/app",
        ),
    ],
)
def test_pushes_to_the_buildset_registry(repository, registry, local, path):
    made = plan(image(repository=repository, tags=["a", "b"]), registry=registry, buildset_registry=BUILDSET)
    assert made["pushes"] == [
        {
            "local": f"{local}:{tag}",
            "remote": f"zuul-jobs.buildset-registry:5000/{path}:{tag}",
            "repository": path,
            "tag": tag,
        }
        for tag in ("a", "b")
    ]


@pytest.mark.parametrize(
    ("host", "alias", "address"),
    [
        ("registry.example.org", "registry.example.org", "registry.example.org:5000"),
        ("10.1.2.3", "zuul-jobs.buildset-registry", "10.1.2.3:5000"),
        ("fd00::1", "zuul-jobs.buildset-registry", "[fd00::1]:5000"),
        ("[fd00::1]", "zuul-jobs.buildset-registry", "[fd00::1]:5000"),
    ],
)
def test_the_buildset_registrys_names(host, alias, address):
    made = plan(image(), buildset_registry={"host": host, "port": "5000"})
    assert (made["buildset_registry_alias"], made["buildset_address"]) == (alias, address)
    assert made["pushes"][0]["remote"] == f"{alias}:5000/acme/app:latest"
    assert made["uploads"][0]["source"]["registry"] == address


@pytest.mark.parametrize(
    ("repository", "registry", "zuul", "promote", "expected"),
    [
        ("acme/app", "", ZUUL, True, "acme/app:a -> docker.io/acme/app:change_1234_a"),
        ("docker.io/acme/app", "", ZUUL, True, "acme/app:a -> docker.io/acme/app:change_1234_a"),
        ("debian", "", ZUUL, True, "library/debian:a -> docker.io/library/debian:change_1234_a"),
        ("acme/app", "quay.io", ZUUL, True, "quay.io/acme/app:a -> quay.io/acme/app:change_1234_a"),
        ("acme/app", "quay.io", ZUUL, False, "quay.io/acme/app:a -> quay.io/acme/app:a"),
        ("app", "localhost:6000", ZUUL, True, "localhost_6000/app:a -> localhost:6000/app:change_1234_a"),
        ("acme/app", "", POST, True, "acme/app:a -> docker.io/acme/app:post_a"),
        ("acme/app", "", POST, False, "acme/app:a -> docker.io/acme/app:a"),
    ],
)
def test_uploads(repository, registry, zuul, promote, expected):
    job = {"registry": registry, "zuul": zuul, "promote": promote, "buildset_registry": BUILDSET}
    assert copied(plan(image(repository=repository, tags=["a"]), **job)["uploads"]) == [
        f"10.1.2.3:5000/{expected}"
    ]


def test_uploads_by_the_engine_have_one_name():
    made = plan(image(tags=["latest", "1.0"]), registry="quay.io")
    assert made["engine_uploads"] == [
        {
            "local": name,
            "remote": name,
            "repository": "acme/app",
            "tag": f"change_1234_{tag}",
            "recorded": f"quay.io/acme/app:{tag}",
        }
        for tag in ("latest", "1.0")
        for name in [f"quay.io/acme/app:change_1234_{tag}"]
    ]
    assert made["uploads"] == made["pushes"] == []
    assert made["notes"] == [
        {"repository": "acme/app", "prefix": "change_1234_", "tag": f"change_1234_{tag}"}
        for tag in ("latest", "1.0")
    ]
    final = plan(image(tags=["latest", "1.0"]), registry="quay.io", promote=False)
    assert [push["local"] for push in final["engine_uploads"]] == [
        "quay.io/acme/app:latest",
        "quay.io/acme/app:1.0",
    ]
    assert final["notes"] == []


def test_uploads_say_what_staged_tags_begin_with():
    (staged,) = plan(image(), buildset_registry=BUILDSET)["uploads"]
    assert staged["destination"]["staged_prefix"] == "change_1234_"
    (staged,) = plan(image(), buildset_registry=BUILDSET, zuul=POST)["uploads"]
    assert staged["destination"]["staged_prefix"] == "post_"
    (final,) = plan(image(), buildset_registry=BUILDSET, promote=False)["uploads"]
    assert "staged_prefix" not in final["destination"]


@pytest.mark.parametrize(
    ("tag", "zuul", "form"),
    [
        ("change_7_latest", ZUUL, "change_<number>_"),
        ("change_2024_01", POST, "change_<number>_"),
        ("gate_1.0", ZUUL, "gate_"),
        ("post_latest", POST, "post_"),
    ],
)
@pytest.mark.parametrize("job", [{}, {"promote": False}, {"builds": False}])
def test_a_final_tag_with_the_form_of_a_staged_one_is_refused(tag, zuul, form, job):
    assert errors(image(), image(repository="acme/other", tags=["latest", tag]), zuul=zuul, **job) == [
        f"docker_images[1].tags[1]: '{tag}' has the form of a staged tag (it begins with '{form}'), which a clean-up "
        "deletes and another upload overwrites; choose another final tag"
    ]


def test_final_tags_that_other_pipelines_of_the_site_stage():
    """Not only in the promotion, when the change has merged; and what another job's clean-up takes is said."""
    pipelines = {"refused": ["check", "promote"], "warned": ["release"]}
    images = [image(tags=["promote_1", "release_1.0", "released"])]
    _, found = make_plan(Job(images=images, zuul=ZUUL, pipelines=pipelines))
    (error,), (warning,) = found.errors, found.warnings
    assert error.startswith(
        "docker_images[0].tags[0]: 'promote_1' has the form of a staged tag (it begins with 'promote_')"
    )
    assert warning.startswith("docker_images[0].tags[1]: 'release_1.0' has the form of a staged tag")


def test_a_tag_that_gets_too_long_when_it_is_staged():
    nightly = {**POST, "pipeline": "p" * 40}
    longest = "x" * (128 - 41)
    assert plan(image(tags=[longest]), zuul=nightly)["promotions"][0]["tag"] == longest
    (message,) = errors(image(tags=["latest", longest + "y"]), zuul=nightly)
    assert message.startswith("docker_images[0].tags[1]: 'xxxx")
    assert " is staged as 'pppp" in message and "which has 129 characters; a tag is up to 128" in message


@pytest.mark.parametrize("tag", ["post_latest", "gate", "change_", "change_x_1", "exchange_1_x"])
def test_other_final_tags_are_not(tag):
    assert plan(image(tags=[tag]))["promotions"][0]["tag"] == tag


def _ref(number, project="acme/app", branch="main"):
    return {
        "change": str(number),
        "change_url": f"https://r/{number}",
        "branch": branch,
        "project": {"canonical_name": f"r/{project}"},
    }


CYCLE = {
    **ZUUL,
    **_ref(1234),
    "project": {**ZUUL["project"], "canonical_name": "r/acme/app"},
    "buildset_refs": [_ref(1234), _ref(1235), _ref(7, "acme/other"), _ref(8, branch="stable")],
    "items": [_ref(1), _ref(2, branch="stable"), _ref(1234), _ref(1235), _ref(7, "acme/other")],
}


def test_each_change_of_a_cycle_has_its_own_build():
    made = plan(image(tags=["a", "b"]), zuul=CYCLE, buildset_registry=BUILDSET)
    assert [
        (copy["destination"]["tags"], copy["destination"]["staged_prefix"]) for copy in made["uploads"]
    ] == [(["change_1234_a"], "change_1234_"), (["change_1234_b"], "change_1234_")]
    # What is of another branch has other content, and what is tested together is not ahead.
    assert made["images"][0]["labels"][2:] == [
        "org.zuul-ci.changes_ahead=https://r/1",
        "org.zuul-ci.changes_together=https://r/1234 https://r/1235",
        "org.zuul-ci.build_time=",
    ]


@pytest.mark.parametrize(
    ("publishes", "promote", "told"), [(True, True, 1), (True, False, 0), (False, True, 0)]
)
def test_a_build_for_several_changes_is_warned_of_where_it_stages(publishes, promote, told):
    zuul = {**CYCLE, "post_review": True, "build_refs": CYCLE["buildset_refs"][:2]}
    job = {"buildset_registry": BUILDSET, "publishes": publishes, "promote": promote}
    _, found = make_plan(Job(images=[image()], zuul=zuul, **job))
    assert (
        found.warnings
        == [
            "zuul.build_refs: one build for the changes '1234', '1235', which stages the images for '1234' only; "
            "give the job 'deduplicate: false'"
        ][:told]
    )


def test_labels_tell_what_an_image_was_built_on():
    def item(number, project):
        return {
            "change": str(number),
            "change_url": f"https://r/{number}",
            "project": {"canonical_name": f"r/{project}"},
        }

    zuul = {
        **ZUUL,
        "change_url": "https://r/1234",
        "project": {**ZUUL["project"], "canonical_name": "r/acme/app"},
        "items": [item(1, "acme/app"), item(2, "acme/other"), item(3, "acme/app"), item(1234, "acme/app")],
    }
    (made,) = plan(image(), zuul=zuul, moment="2026-01-02T03:04:05Z")["images"]
    assert made["labels"] == [
        "org.zuul-ci.change=1234",
        "org.zuul-ci.change_url=https://r/1234",
        "org.zuul-ci.changes_ahead=https://r/1 https://r/3",
        "org.zuul-ci.changes_together=",
        "org.zuul-ci.build_time=2026-01-02T03:04:05Z",
    ]
    # None ahead, none together: the labels of the image below must not stand for this one.
    alone = {"items": zuul["items"][-1:], "buildset_refs": zuul["items"][-1:]}
    (made,) = plan(image(), zuul={**zuul, **alone})["images"]
    assert made["labels"][2:] == NO_CHANGE[2:]
    # Without a change the same build gives the same image, whenever it runs.
    (made,) = plan(image(), zuul={**POST, "items": []}, moment="2026-01-02T03:04:05Z")["images"]
    assert made["labels"] == NO_CHANGE


def test_of_many_changes_ahead_the_nearest_are_told_in_their_order():
    zuul = {**CYCLE, "buildset_refs": [], "items": [_ref(number) for number in range(1, 61)]}
    (made,) = plan(image(), zuul=zuul)["images"]
    told = " ".join(f"https://r/{number}" for number in range(11, 61))
    assert made["labels"][2] == f"org.zuul-ci.changes_ahead={told}"


def test_a_promotion_goes_by_what_its_buildset_has_built():
    one, other = (f"sha256:{letter * 64}" for letter in "ab")
    record = {
        "10.0.0.1:5000": {"acme/app:latest": one, "acme/app:1.0": one},
        "10.0.0.2:5000": {"acme/app:1.0": other, "quay.io/acme/app:latest": other},
    }
    made = plan(image(tags=["latest", "x"]), zuul=POST, builds=False, recorded=[record])
    assert [promotion.get("digest") for promotion in made["promotions"]] == [one, None]
    # Which of two images of one name was uploaded is not known.
    assert errors(image(tags=["1.0"]), zuul=POST, builds=False, recorded=[record]) == [
        f"buildset_images: 'acme/app:1.0' is {one} in one registry of this buildset and {other} in another; expected one "
        "digest. Let one job alone build it"
    ]
    (found,) = errors(
        image(), zuul=POST, builds=False, recorded=[{"10.0.0.1:5000": {"acme/app:latest": "x"}}]
    )
    assert found.startswith("buildset_images['acme/app:latest']: 'x' ")


def test_several_platforms():
    platforms = ["linux/amd64", "linux/arm64"]
    made = plan(image(arch=platforms), buildset_registry={"host": "10.0.0.1", "port": 5000})
    argv = made["images"][0]["build_argv"]
    assert argv[argv.index("--platform") + 1] == "linux/amd64,linux/arm64"
    assert [push["index"] for push in made["pushes"]] == [True]
    assert errors(image(), image(arch=platforms, tags=["two"]), buildkit=False) == [
        "docker_images[1].arch: several platforms are built by BuildKit alone, but docker_use_buildkit is false; "
        "take docker_use_buildkit out"
    ]
    assert errors(image(arch=platforms[:1]), buildkit=False) == []


def test_promotions():
    made = plan(
        image(tags=["latest", "1.0"]), image(repository="debian"), image(repository="acme/x", tags=[])
    )
    assert made["promotions"] == [
        {"registry": "docker.io", "repository": repository, "staged_tag": f"change_1234_{tag}", "tag": tag}
        for repository, tag in (("acme/app", "latest"), ("acme/app", "1.0"), ("library/debian", "latest"))
    ]
    assert made["registry_host"] == "docker.io"
    assert made["repositories"] == ["acme/app", "library/debian", "acme/x"]
    assert made["cleanup_keep"] == [
        {"repository": "acme/app", "tags": ["latest", "1.0"]},
        {"repository": "library/debian", "tags": ["latest"]},
    ]
    # With a change, what begins with the name of a pipeline is no business of the job.
    assert made["cleanup_staged"] == []


def test_a_clean_up_knows_the_tags_of_all_images_of_a_repository():
    made = plan(image(tags=["latest", "1.0"]), image(context="slim", tags=["slim"]), zuul=POST)
    assert made["cleanup_keep"] == [{"repository": "acme/app", "tags": ["latest", "1.0", "slim"]}]
    staged = ["post_latest", "post_1.0", "post_slim"]
    assert made["cleanup_staged"] == [{"repository": "acme/app", "tags": staged}]


def test_tags_of_the_promotion_alone():
    images = [image(tags=["1.0", "latest"]), image(repository="acme/x"), image(repository="acme/y", tags=[])]
    made = plan(*images, builds=False, extra_tags=["git-abc", "20261127", "latest"])
    assert [(one["repository"], one["staged_tag"], one["tag"]) for one in made["promotions"]] == [
        ("acme/app", "change_1234_1.0", "1.0"),
        ("acme/app", "change_1234_latest", "latest"),
        ("acme/app", "change_1234_1.0", "git-abc"),
        ("acme/app", "change_1234_1.0", "20261127"),
        ("acme/x", "change_1234_latest", "latest"),
        ("acme/x", "change_1234_latest", "git-abc"),
        ("acme/x", "change_1234_latest", "20261127"),
    ]
    # A clean-up leaves them, and they have no staged tags.
    posted = plan(image(), zuul=POST, builds=False, extra_tags=["git-abc"])
    assert posted["cleanup_keep"] == [{"repository": "acme/app", "tags": ["latest", "git-abc"]}]
    assert posted["cleanup_staged"] == [{"repository": "acme/app", "tags": ["post_latest"]}]


@pytest.mark.parametrize(
    "tags, said",
    [
        ("git-abc", "promote_docker_image_extra_tags: 'git-abc' is text; expected a list"),
        (["a/b"], "promote_docker_image_extra_tags[0]: 'a/b' "),
        (["change_1_x"], "promote_docker_image_extra_tags[0]: 'change_1_x' has the form of a staged tag"),
        (
            ["new"],
            "promote_docker_image_extra_tags[0]: docker_images[0] and [1] are both in 'acme/app', and 'new' can stand for one",
        ),
    ],
)
def test_tags_of_the_promotion_that_are_refused(tags, said):
    (found,) = errors(image(), image(tags=["slim"]), builds=False, extra_tags=tags)
    assert found.startswith(said)


def test_promotions_without_a_change():
    made = plan(image(), zuul=POST, registry="quay.io")
    place = {"registry": "quay.io", "repository": "acme/app"}
    assert made["promotions"] == [{**place, "staged_tag": "post_latest", "tag": "latest"}]
    assert made["registry_host"] == "quay.io"
    assert made["cleanup_staged"] == [{"repository": "acme/app", "tags": ["post_latest"]}]


def test_a_pipeline_whose_name_cannot_begin_a_tag_has_staged_none():
    made, found = make_plan(Job(images=[image(tags=[])], zuul={**POST, "pipeline": "gate/main"}))
    assert (made["cleanup_staged"], found.errors) == ([], [])


@pytest.mark.parametrize(
    ("repository", "registry", "source", "kept", "name"),
    [
        ("acme/app", "", "acme/app", "acme/app", "acme/app"),
        ("docker.io/acme/app", "", "acme/app", "docker.io/acme/app", "docker.io/acme/app"),
        ("debian", "", "library/debian", "debian", "debian"),
        ("acme/app", "docker.io", "acme/app", "acme/app", "acme/app"),
        ("acme/app", "quay.io", "quay.io/acme/app", "quay.io/acme/app", "quay.io/acme/app"),
        ("acme/app", "r.io:5000", "r.io_5000/acme/app", "r.io_5000/acme/app", "r.io:5000/acme/app"),
    ],
)
def test_what_is_kept_for_other_changes(repository, registry, source, kept, name):
    job = {"registry": registry, "buildset_registry": BUILDSET, "intermediate_registry": INTERMEDIATE}
    made = plan(image(repository=repository, tags=["latest", "1.0"]), **job)
    tags = ("latest", "1.0")
    assert copied(made["intermediate"]) == [
        f"10.1.2.3:5000/{source}:{tag} -> ireg.example.org:5000/{kept}:{BUILD}_{tag}" for tag in tags
    ]
    artifacts = [copy["artifact"] for copy in made["intermediate"]]
    assert artifacts == [
        {
            "name": f"{name}:{tag}",
            "url": f"docker://ireg.example.org:5000/{kept}:{BUILD}_{tag}",
            "metadata": {"type": "container_image", "repository": name, "tag": tag},
        }
        for tag in tags
    ]
    again = plan(artifacts=artifacts, zuul=ZUUL, **{k: v for k, v in job.items() if k != "registry"})
    assert copied(again["pulls"]) == [
        f"ireg.example.org:5000/{kept}:{BUILD}_{tag} -> 10.1.2.3:5000/{source}:{tag}" for tag in tags
    ]


# Digests that jobs of the buildset have recorded

OWN, OTHER = (f"sha256:{n:064x}" for n in range(2))
HERE = "10.1.2.3:5000"


def recorded(**digests):
    return {HERE: {f"acme/app:{tag}": digest for tag, digest in digests.items()}}


def test_images_go_by_the_digests_that_were_recorded():
    job = {"buildset_registry": BUILDSET, "intermediate_registry": INTERMEDIATE}
    elsewhere = {"10.9.9.9:5000": {"acme/app:b": OTHER}}
    made = plan(
        image(tags=["a", "b"]), recorded=["", {}, recorded(a=OTHER), elsewhere, recorded(a=OWN)], **job
    )
    for copies in (made["uploads"], made["intermediate"]):
        assert [copy["source"]["reference"] for copy in copies] == [OWN, "b"]
    assert made["expected"] == [{"registry": HERE, "repository": "acme/app", "tag": "a", "digest": OWN}]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({HERE: {"acme/app:a": "sha256:x"}}, "buildset_images['acme/app:a']: 'sha256:x' is not a digest; "),
        ({HERE: {"acme/app:a": 5}}, "buildset_images['acme/app:a']: 5 is not text"),
        ({HERE: {"../x:a": OWN}}, "buildset_images: '../x:a': its repository or tag is not well formed; "),
        ({HERE: {"acme/app": OWN}}, "buildset_images: 'acme/app': its repository or tag is empty; "),
        ({HERE: {5: OWN}}, "buildset_images: 5: its repository or tag is empty; "),
        ({HERE: ["x"]}, "buildset_images: ['x'] is not a mapping; "),
        ("{{ x }}", "buildset_images: '{{ x }}' is not a mapping; "),
        (
            {HERE: dict.fromkeys(map(str, range(1001)), OWN)},
            "buildset_images: has 1001 images of 10.1.2.3:5000; ",
        ),
    ],
)
def test_records_that_are_none(record, message):
    (problem,) = errors(image(), recorded=[record], buildset_registry=BUILDSET)
    assert problem.startswith(message)


@pytest.mark.parametrize(
    ("push", "mistakes"),
    [
        ("x", ["repository: None is not text", "tag: None is not text"]),
        ({"repository": ["x"], "tag": "a", "digest": ""}, ["repository: ['x'] is not text"]),
        ({"repository": "x", "tag": "a", "digest": "b"}, ["digest: 'b' is not a digest"]),
        ({"repository": "../x", "tag": "a", "digest": ""}, ["repository: '../x' is not well formed"]),
    ],
)
def test_what_nodes_return_is_checked(push, mistakes):
    """They ran the code of the change."""
    found = errors(pushed=[push], buildset_registry=BUILDSET)
    assert len(found) == len(mistakes)
    assert all(one.startswith(f"pushed[0].{words}") for one, words in zip(found, mistakes))


def test_the_first_node_that_pushed_an_image_counts():
    pushes = [
        {"repository": "acme/app", "tag": "a", "digest": OWN},
        {"repository": "acme/app", "tag": "a", "digest": OTHER},
        {"repository": "acme/app", "tag": "b", "digest": ""},
    ]
    claims = plan(pushed=pushes, buildset_registry=BUILDSET)["claims"]
    assert copied(claims) == [
        f"{HERE}/acme/app:{OWN} -> {HERE}/acme/app:a",
        f"{HERE}/acme/app:b -> {HERE}/acme/app:b",
    ]
    assert {claim["destination"]["origin"] for claim in claims} == {"built"}
    # What was pulled must not pass for built where the engine told no digest.
    assert [claim["source"].get("own", False) for claim in claims] == [False, True]


def pulled(*artifacts, **job):
    registries = {"buildset_registry": BUILDSET, "intermediate_registry": INTERMEDIATE}
    made = plan(artifacts=list(artifacts), **registries, **job)
    origins = [copy["destination"]["origin"] for copy in made["pulls"]]
    expected = [f"{e['registry']}/{e['repository']}:{e['tag']}={e['digest']}" for e in made["pull_expected"]]
    return list(zip(copied(made["pulls"]), origins)), expected


def ahead(tag="latest", digest=OWN, **origin):
    return {
        "name": "x",
        "url": f"docker://ireg.example.org:5000/acme/app:{BUILD}_{tag}",
        "metadata": {
            "type": "container_image",
            "repository": "acme/app",
            "tag": tag,
            **({"digest": digest} if digest else {}),
        },
        **origin,
    }


def test_pulls_go_by_the_digests_of_artifacts():
    there = f"{HERE}/acme/app"
    kept = "ireg.example.org:5000/acme/app"
    ours = {"project": "acme/app", "change": "1234"}
    assert pulled(ahead("a"), ahead("b", "")) == (
        [(f"{kept}:{OWN} -> {there}:a", "ahead"), (f"{kept}:{BUILD}_b -> {there}:b", "ahead")],
        [f"{kept}:{BUILD}_a={OWN}"],
    )
    # What a job of the buildset itself returned must be what is there; another library's copy may have other bytes.
    assert [origin for _, origin in pulled(ahead("a", **ours), ahead("b", "", **ours))[0]] == [
        "buildset",
        "ahead",
    ]


def test_nothing_is_pulled_over_what_was_recorded():
    there, kept = f"{HERE}/acme/app", "ireg.example.org:5000/acme/app"
    assert pulled(ahead("a"), ahead("b"), recorded=[recorded(a=OTHER, c=OTHER)]) == (
        [(f"{kept}:{OWN} -> {there}:b", "ahead")],
        [f"{there}:a={OTHER}", f"{there}:c={OTHER}", f"{kept}:{BUILD}_b={OWN}"],
    )


@pytest.mark.parametrize(
    ("buildset", "job", "posed"),
    [
        ({"host": "ireg.example.org", "port": 5000}, {}, "intermediate_registry"),
        ({"host": "IReg.Example.ORG", "port": "5000"}, {}, "intermediate_registry"),
        ({"host": "quay.io", "port": 443}, {"registry": "quay.io"}, "docker_registry"),
        ({"host": "fd00::1", "port": 5000}, {"registry": "[fd00:0::1]:5000"}, "docker_registry"),
        ({"host": "registry-1.docker.io", "port": 443}, {}, "docker_registry"),
        *(
            ({"host": host, "port": 5000}, {"registry": "10.0.0.5:5000"}, "docker_registry")
            for host in ("::ffff:10.0.0.5", "[::FFFF:a00:5]", "10.5", "012.0.0.5", "167772165", "0x0A000005")
        ),
    ],
)
def test_a_buildset_registry_that_poses_as_another(buildset, job, posed):
    for found in (
        errors(image(), buildset_registry=buildset, intermediate_registry=INTERMEDIATE, **job),
        errors(image(), buildset_registry=buildset, intermediate_registry=INTERMEDIATE, artifacts=[], **job),
    ):
        (message,) = found
        assert message.startswith("buildset_registry: ")
        assert (
            f"is the address of {posed} as well; expected the registry that a job of this buildset" in message
        )


def test_without_registries_there_are_no_copies():
    made = plan(image())
    for key in (
        "pushes",
        "uploads",
        "intermediate",
        "pulls",
        "expected",
        "pull_expected",
        "claims",
    ):
        assert made[key] == []
    for key in ("buildset_address", "buildset_registry_alias", "intermediate_address"):
        assert made[key] == ""
    empty = {"host": "", "port": ""}
    assert plan(image(), buildset_registry=empty, intermediate_registry=empty) == made


@pytest.mark.parametrize(
    ("job", "page"),
    [
        ({"images": [image(repositry="x")]}, "unknown-key"),
        ({"images": [image(tags="1")]}, "wrong-value"),
        ({"images": [image(), image()]}, "duplicate-image"),
        ({"images": [image(tags=["change_1_x"])]}, "staged-tag-form"),
        ({"images": [image(repository="quay.io/acme/app")]}, "registry-mismatch"),
        (
            {"credentials_keys": ["username", "password"], "credentials_repository": "^other/"},
            "repository-not-permitted",
        ),
        ({"credentials_keys": []}, "credentials-missing"),
        ({"publishes": True, "zuul": {**ZUUL, "post_review": False}}, "upload-in-check"),
    ],
)
def test_a_mistake_has_the_page_of_the_linter(job, page):
    _, found = make_plan(Job(**{"images": [image()], "zuul": ZUUL, **job}))
    assert f"docs/lint/{page}.md" in found.pages
    assert all((ROOT / name).exists() for name in found.pages)


# The rest of a job's input


@pytest.mark.parametrize(
    ("job", "message"),
    [
        ({"family": "moby"}, "family: 'moby' is not supported; expected one of: docker, container"),
        (
            {"dockerfile": "-f"},
            "docker_dockerfile: '-f' begins with '-', which the build command takes for an "
            "option; expected a path",
        ),
        (
            {"work_dir": "a\nb"},
            "zuul_work_dir: 'a\\nb' has a control character in it; expected a path on one line",
        ),
        (
            {"zuul": {}},
            "zuul: has neither a change nor a pipeline; expected one, as it names the staged tags",
        ),
        (
            {"buildset_registry": {"host": "10.1.2.3", "port": None}},
            "buildset_registry.port: None is not a port; expected a number from 1 to 65535",
        ),
        (
            {"buildset_registry": {"host": "a/b", "port": 5000}},
            "buildset_registry.host: 'a/b' is not a host name; expected a host name or address "
            "with an optional port, "
            "such as 'quay.io' or '[fd00::1]:5000'",
        ),
        (
            {"buildset_registry": {"host": ["a"], "port": 5000}},
            "buildset_registry.host: ['a'] is not text",
        ),
        (
            {"intermediate_registry": {"host": "a", "port": "x"}},
            "intermediate_registry.port: 'x' is not a port; expected a number from 1 to 65535",
        ),
        (
            {
                "zuul": {"change": "1"},
                "buildset_registry": BUILDSET,
                "intermediate_registry": INTERMEDIATE,
            },
            "zuul.build: missing; expected the build's id, with which tags of its images begin",
        ),
        (
            {"credentials_keys": []},
            "docker_credentials: not defined; give the job a secret of this name with 'username' "
            "and 'password', "
            "and 'pass-to-parent: true'",
        ),
        (
            {"credentials_keys": ["username", "repository"]},
            "docker_credentials: password is missing; expected the password or access token of the account",
        ),
    ],
)
def test_other_input(job, message):
    assert errors(image(), **job) == [message]


def test_a_pipeline_whose_name_cannot_begin_a_tag():
    (message,) = errors(image(), zuul={"pipeline": "my pipeline"})
    assert message.startswith("zuul.pipeline: 'my pipeline' has a space in it; ")


def test_credentials_that_are_complete():
    plan(image(), credentials_keys=["username", "password", "repository"])


@pytest.mark.parametrize(
    ("buildset", "intermediate", "messages"),
    [
        (
            {"host": "", "port": "", "keys": []},
            INTERMEDIATE,
            [
                "buildset_registry: not defined, but images of changes ahead are wanted; "
                "let the job depend on one that starts it"
            ],
        ),
        (
            BUILDSET,
            None,
            [
                "intermediate_registry: not defined, but images of changes ahead are wanted; "
                "give the job the secret of that name"
            ],
        ),
        (
            {**BUILDSET, "keys": ["host", "port", "username"]},
            {**INTERMEDIATE, "keys": ["port", "username", "password"]},
            [
                "buildset_registry: password is missing; expected the password of the account",
                "buildset_registry: cert is missing; expected the PEM of the certificate to trust for it",
                "intermediate_registry: host is missing; expected a host name or an IP address",
            ],
        ),
        (
            {"host": "x y", "port": 1},
            INTERMEDIATE,
            [
                "buildset_registry.host: 'x y' is not a host name; expected a host name or address "
                "with an optional port, such as 'quay.io' or '[fd00::1]:5000'"
            ],
        ),
    ],
)
def test_a_pull_needs_both_registries(buildset, intermediate, messages):
    assert errors(artifacts=[], buildset_registry=buildset, intermediate_registry=intermediate) == messages


def test_a_job_that_starts_its_registry_checks_the_artifacts_before():
    bad = {"url": "http://x", "metadata": {"type": "container_image", "repository": "a/b", "tag": "1"}}
    (message,) = errors(artifacts=[bad], intermediate_registry=INTERMEDIATE)
    assert message.startswith("zuul.artifacts[0].url: 'http://x' does not begin with 'docker://'")
    assert plan(artifacts=[], intermediate_registry=INTERMEDIATE)["pulls"] == []


def test_all_mistakes_of_a_job_at_once():
    got = errors(
        image(tags=["a b"]),
        dockerfile="-",
        buildset_registry={"host": "h", "port": 0},
        artifacts=[],
        credentials_keys=["username"],
    )
    assert [line.split(":")[0] for line in got] == [
        "docker_dockerfile",
        "docker_images[0].tags[0]",
        "docker_credentials",
        "buildset_registry.port",
        "intermediate_registry",
    ]


def test_a_promotion_needs_no_context():
    promoted = {"repository": "acme/app", "tags": ["1"]}
    (promotion,) = plan(promoted, builds=False)["promotions"]
    assert promotion == {
        "registry": "docker.io",
        "repository": "acme/app",
        "staged_tag": "change_1234_1",
        "tag": "1",
    }
    (message,) = errors(promoted)
    assert message.startswith("docker_images[0]: context is missing; ")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"registry": 1.5}, "docker_registry: 1.5 is a number; expected text; put it in quotes"),
        ({"dockerfile": ["a"]}, "docker_dockerfile: is a list; expected text"),
        ({"work_dir": {}}, "zuul_work_dir: is a mapping; expected text"),
        ({"buildkit": "maybe"}, "docker_use_buildkit: 'maybe' is text; expected true or false"),
        ({"promote": 2}, "upload_docker_image_promote: 2 is a number; expected true or false"),
    ],
)
def test_variables_are_of_their_kinds(given, told):
    assert errors(image(), **given) == [told]


@pytest.mark.parametrize("value", ["Yes", " on ", "0", 1, True, None, ""])
def test_words_are_truth_values_as_for_ansible(value):
    assert errors(image(), promote=value, buildkit=value) == []


def test_a_slip_in_a_secret_is_told():
    keys = ["username", "password", "repositry"]
    assert errors(image(), credentials_keys=keys) == [
        'docker_credentials.repositry: is not a known key; did you mean "repository"?'
    ]
    # Of a key that is misspelt it is not told that it is missing as well.
    assert errors(image(), credentials_keys=["username", "pasword"]) == [
        'docker_credentials.pasword: is not a known key; did you mean "password"?'
    ]
    known = {**BUILDSET, "keys": ["hosts", "port", "username", "password", "cert"]}
    assert errors(image(), buildset_registry=known) == [
        'buildset_registry.hosts: is not a known key; did you mean "host"?'
    ]


def test_parts_of_an_account_are_texts():
    keys = ["username", "password"]
    assert errors(image(), credentials_keys=keys, credentials_texts=["username"]) == [
        "docker_credentials.password: is not text; put it in quotes"
    ]
