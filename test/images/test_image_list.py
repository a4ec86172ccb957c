"""What an image list may hold, and every message about what it may not."""

import pytest
from ansible.module_utils.image_gate.input.field_table import IMAGES
from ansible.module_utils.image_gate.input.findings import Findings, distance, nearest
from ansible.module_utils.image_gate.input.image_list import read_images
from ansible.module_utils.image_gate.input.listed_image import FAMILIES
from ansible.module_utils.image_gate.text.formats import unquote
from rules import REPOSITORY_RULE, TAG_RULE

DOCKER = FAMILIES["docker"]
KEYS = tuple(IMAGES["docker_images"]["fields"])
SISTER_KEYS = IMAGES["docker_images"]["tolerated"]


def read(raw, registry="", dockerfile="Dockerfile"):
    found = Findings()
    return read_images(raw, DOCKER, registry, dockerfile, found), found


def image(**keys):
    return {"context": "ctx", "repository": "acme/app", **keys}


def errors(*images, registry=""):
    return read(list(images), registry)[1].errors


def test_defaults():
    (got,), found = read([image()])
    assert (found.errors, found.warnings) == ([], [])
    assert (got.context, got.path, got.dockerfile, got.target, got.tags) == (
        "ctx",
        ".",
        "Dockerfile",
        "",
        ("latest",),
    )
    assert (got.build_args, got.siblings, got.labels) == ((), (), ())
    assert (got.registry, got.repository, got.reference_base) == ("docker.io", "acme/app", "acme/app")


@pytest.mark.parametrize(
    ("repository", "registry", "base", "split"),
    [
        ("acme/app", "", "acme/app", ("docker.io", "acme/app")),
        ("docker.io/acme/app", "", "docker.io/acme/app", ("docker.io", "acme/app")),
        ("debian", "", "debian", ("docker.io", "debian")),
        ("acme/app", "docker.io", "docker.io/acme/app", ("docker.io", "acme/app")),
        ("docker.io/acme/app", "docker.io", "docker.io/acme/app", ("docker.io", "acme/app")),
        ("acme/app", "quay.io", "quay.io/acme/app", ("quay.io", "acme/app")),
        ("quay.io/acme/app", "quay.io", "quay.io/acme/app", ("quay.io", "acme/app")),
        (
            "app",
            "registry.example.org:5000",
            "registry.example.org:5000/app",
            ("registry.example.org:5000", "app"),
        ),
    ],
)
def test_repository_and_registry(repository, registry, base, split):
    (got,), found = read([image(repository=repository)], registry)
    assert found.errors == []
    assert (got.reference_base, (got.registry, got.repository)) == (base, split)


@pytest.mark.parametrize(
    "tolerated",
    [
        image(
            registry="quay.io",
            namespace="acme",
            repo_shortname="app",
            repo_description="An app",
            visibility="public",
        ),
        image(container_filename="Containerfile"),
        {"context": ".", "tags": []},
        image(tags=[]),
        image(path=None, target=None, dockerfile="", build_args=None, siblings=None, labels=None, arch=[]),
        image(path="../.."),
        image(path="https://git.example.org/acme/app.git#main"),
        image(context="./ctx/../ctx//sub"),
        image(build_args=["A=b c", "B=it's", "C", "D=", 'E={"a": 1}', "F=--pre", "G=a\nb"]),
        image(labels=["a=b c", "d"]),
        image(siblings=["opendev.org/zuul/zuul", "review.example.org/~user/x"]),
    ],
)
def test_tolerated(tolerated):
    found = read([tolerated])[1]
    assert (found.errors, found.warnings, found.pages) == ([], [], [])


@pytest.mark.parametrize("nothing", [None, []])
def test_no_list_is_an_empty_list(nothing):
    assert read(nothing)[0] == []


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            "",
            "docker_images: '' is text; expected a list; begin each item with \"- \"; if a template made it, "
            "check that its variables are defined and that it yields a list",
        ),
        (
            "{{ images }}",
            "docker_images: '{{ images }}' is text; expected a list; begin each item with \"- \"; if a template made it, "
            "check that its variables are defined and that it yields a list",
        ),
        (
            {"context": "a"},
            'docker_images: is a mapping; expected a list; begin each item with "- "',
        ),
        (7, 'docker_images: 7 is a number; expected a list; begin each item with "- "'),
        (
            ["acme/app"],
            "docker_images[0]: 'acme/app' is text; expected a mapping",
        ),
        ([None], "docker_images[0]: is empty; expected a mapping"),
    ],
)
def test_not_a_list_of_mappings(raw, message):
    assert read(raw)[1].errors == [message]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (
            {"context": None},
            ": context is missing; expected the directory to build in, relative to zuul_work_dir "
            "('.' for itself)",
        ),
        ({"context": "/src"}, ".context: '/src' is absolute; expected a directory relative to zuul_work_dir"),
        (
            {"context": "../x"},
            ".context: '../x' leaves zuul_work_dir; expected a directory below it, or set "
            "zuul_work_dir to the one above",
        ),
        (
            {"context": "a/../.."},
            ".context: 'a/../..' leaves zuul_work_dir; expected a directory below it, or set "
            "zuul_work_dir to the one above",
        ),
        ({"context": ["a"]}, ".context: is a list; expected text"),
        (
            {"repository": ""},
            ": repository is missing; expected the image's name, such as 'acme/app' (an image "
            "without a name has 'tags: []')",
        ),
        ({"repository": 5}, ".repository: 5 is a number; expected text; put it in quotes"),
        (
            {"repository": "Acme/app"},
            ".repository: 'Acme/app' has capital letters; repositories are lower case: 'acme/app'",
        ),
        (
            {"repository": "acme/app:1"},
            ".repository: 'acme/app:1' has a tag in it; write 'acme/app' and put '1' into tags",
        ),
        ({"repository": "acme/ app"}, f".repository: 'acme/ app' has a space in it; {REPOSITORY_RULE}"),
        (
            {"repository": "https://quay.io/acme/app"},
            ".repository: 'https://quay.io/acme/app' has a scheme in it; write the name alone: "
            "'quay.io/acme/app'",
        ),
        (
            {"repository": "quay.io/acme/app"},
            ".repository: 'quay.io/acme/app' names the registry 'quay.io', but docker_registry is not set, "
            "which means Docker Hub; set 'docker_registry: quay.io' and 'repository: acme/app'",
        ),
        ({"tags": None}, ".tags: is empty; expected a list"),
        ({"tags": "1.0"}, '''.tags: '1.0' is text; expected a list; begin each item with "- "'''),
        ({"tags": "['1.0']"}, '''.tags: "['1.0']" is text; expected a list; begin each item with "- "'''),
        ({"tags": ["la test"]}, f".tags[0]: 'la test' has a space in it; {TAG_RULE}"),
        ({"tags": ["a", "-b"]}, f".tags[1]: '-b' begins with '-'; {TAG_RULE}"),
        ({"tags": [True]}, ".tags[0]: True is a boolean; expected text; put it in quotes"),
        ({"tags": [{"a": 1}]}, ".tags[0]: is a mapping; expected text"),
        (
            {"tags": ["x" * 96]},
            f".tags[0]: '{'x' * 75}...' has 96 characters; expected at most 95, "
            "as the intermediate registry has the build's id before it",
        ),
        (
            {"path": "-"},
            ".path: '-' begins with '-', which the build command takes for an option; expected a path",
        ),
        (
            {"path": "--output=/"},
            ".path: '--output=/' begins with '-', which the build command takes for an option; "
            "expected a path",
        ),
        (
            {"dockerfile": "a\nb"},
            ".dockerfile: 'a\\nb' has a control character in it; expected a path on one line",
        ),
        (
            {"target": "a b"},
            ".target: 'a b' is not a build stage; expected the name after 'AS' in the Dockerfile",
        ),
        (
            {"target": "-x"},
            ".target: '-x' is not a build stage; expected the name after 'AS' in the Dockerfile",
        ),
        ({"target": 0}, ".target: 0 is a number; expected text; put it in quotes"),
        ({"target": True}, ".target: True is a boolean; expected text; put it in quotes"),
        ({"build_args": "A=b"}, '''.build_args: 'A=b' is text; expected a list; begin each item with "- "'''),
        (
            {"build_args": {"A": "b"}},
            '.build_args: is a mapping; expected a list; begin each item with "- "',
        ),
        ({"build_args": [{"A": "b"}]}, ".build_args[0]: is a mapping; expected text; write 'A=b'"),
        ({"build_args": [1]}, ".build_args[0]: 1 is a number; expected text; put it in quotes"),
        ({"build_args": [""]}, ".build_args[0]: '' has no name; expected 'NAME=value'"),
        ({"build_args": ["=x"]}, ".build_args[0]: '=x' has no name; expected 'NAME=value'"),
        (
            {"build_args": ["--network=host"]},
            ".build_args[0]: '--network=host' looks like an option of the build command; expected "
            "'NAME=value'",
        ),
        (
            {"build_args": ["A=1 --build-arg B=2"]},
            ".build_args[0]: 'A=1 --build-arg B=2' holds several build arguments; write each as "
            "an item of its own",
        ),
        ({"labels": ["=x"]}, ".labels[0]: '=x' has no name; expected 'name=value'"),
        (
            {"labels": ["a=b\nc"]},
            ".labels[0]: 'a=b\\nc' has a control character in it; expected 'name=value' on one line",
        ),
        (
            {"siblings": ["zuul"]},
            ".siblings[0]: 'zuul' is not a project; expected host and path, such as 'opendev.org/zuul/zuul'",
        ),
        (
            {"siblings": ["opendev.org/../x"]},
            ".siblings[0]: 'opendev.org/../x' is not a project; expected host and path, such as "
            "'opendev.org/zuul/zuul'",
        ),
        (
            {"arch": ["arm64"]},
            ".arch[0]: 'arm64' is not a platform; expected system and architecture, such as 'linux/arm64'",
        ),
        ({"build_arg": ["A=b"]}, '.build_arg: is not a known key; did you mean "build_args"?'),
        ({"build-args": ["A=b"]}, '.build-args: is not a known key; did you mean "build_args"?'),
        ({"tag": ["a"]}, '.tag: is not a known key; did you mean "tags"?'),
        ({"dockerfille": "x"}, '.dockerfille: is not a known key; did you mean "dockerfile"?'),
        ({"register": "x"}, '.register: is not a known key; did you mean "registry"?'),
    ],
)
def test_one_mistake_one_message(keys, message):
    assert errors(image(**keys)) == [f"docker_images[0]{message}"]


@pytest.mark.parametrize(
    ("registry", "message"),
    [
        (
            "quay.io/acme",
            "docker_registry: 'quay.io/acme' has a path in it; write 'quay.io' and begin the "
            "repository with 'acme'",
        ),
        (
            "https://quay.io",
            "docker_registry: 'https://quay.io' has a scheme in it; write the host alone: 'quay.io'",
        ),
        (
            "registry",
            "docker_registry: 'registry' has neither a dot nor a port, so engines take it for a "
            "namespace on Docker Hub; "
            "write the full host name or add the port",
        ),
    ],
)
def test_bad_registry(registry, message):
    assert errors(image(), registry=registry) == [message]


def test_a_repository_of_another_registry():
    assert errors(image(repository="ghcr.io/acme/app"), registry="quay.io") == [
        "docker_images[0].repository: 'ghcr.io/acme/app' names the registry 'ghcr.io', but "
        "docker_registry is 'quay.io'; "
        "set 'docker_registry: ghcr.io' and 'repository: acme/app'"
    ]


def test_all_mistakes_at_once_in_their_order():
    assert [
        line.split(":")[0]
        for line in errors({"tag": []}, image(), image(tags=["a b", "", "c"], target="x y"))
    ] == [
        "docker_images[0].tag",
        "docker_images[0]",
        "docker_images[0]",
        "docker_images[2].target",
        "docker_images[2].tags[0]",
        "docker_images[2].tags[1]",
    ]


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [
        (image(), image(), "docker_images[1].tags[0]"),
        (
            image(tags=["a", "b"]),
            image(repository="docker.io/acme/app", tags=["c", "b"]),
            "docker_images[1].tags[1]",
        ),
        (image(repository="debian"), image(repository="library/debian"), "docker_images[1].tags[0]"),
        (image(tags=["a", "a"]), image(repository="acme/other"), "docker_images[0].tags[1]"),
    ],
)
def test_the_same_name_twice(first, second, place):
    (message,) = errors(first, second)
    assert message.startswith(f"{place}: '")
    assert message.endswith("; change the tag or the repository")


def test_duplicates_name_both_places():
    assert errors(image(tags=["x", "y"]), image(tags=["y"])) == [
        "docker_images[1].tags[0]: 'acme/app:y' is already made by docker_images[0].tags[1]; "
        "change the tag or the repository"
    ]


def test_unknown_keys_that_resemble_none_are_warnings():
    images, found = read([image(zanzibar=1)])
    assert len(images) == 1
    assert found.errors == []
    assert found.warnings == [
        f"docker_images[0].zanzibar: is not a known key, and is ignored; known keys: {', '.join(KEYS)}"
    ]


def test_numbers_as_tags_are_taken_with_a_warning():
    (got,), found = read([image(tags=[3, 1.1])])
    assert got.tags == ("3", "1.1")
    assert found.warnings == [
        f"docker_images[0].tags[{n}]: {value} is a number in YAML; put it in quotes, as 1.10 "
        "without them means '1.1'"
        for n, value in enumerate((3, 1.1))
    ]


@pytest.mark.parametrize(
    ("path", "warned"), [(".", False), ("./", False), ("../..", False), ("sub", True), ("../x", True)]
)
def test_siblings_outside_of_the_build_are_a_warning(path, warned):
    found = read([image(path=path, siblings=["opendev.org/zuul/zuul"])])[1]
    assert bool(found.warnings) is warned
    assert found.errors == []


@pytest.mark.parametrize(
    ("quoted", "plain"),
    [
        ("FROM='public.ecr.aws/x:y'", "FROM=public.ecr.aws/x:y"),
        ("X='a b'", "X=a b"),
        ('X="a b"', "X=a b"),
        ("'X=a b'", "X=a b"),
        ('"X=a"', "X=a"),
        ("X=a b", "X=a b"),
        ("X=a  b 'c'", "X=a  b 'c'"),
        ("X=it's", "X=it's"),
        ("X=''", "X="),
        ("X='\"a\"'", 'X="a"'),
        (r"X=a\ b", "X=a b"),
        ("X=a#b", "X=a#b"),
        ('X={"a": 1}', 'X={"a": 1}'),
    ],
)
def test_one_layer_of_shell_quotes(quoted, plain):
    assert unquote(quoted) == plain
    assert read([image(build_args=[quoted])])[0][0].build_args == (plain,)


def test_levenshtein():
    assert [
        distance(a, b) for a, b in (("", "abc"), ("abc", "abc"), ("kitten", "sitting"), ("tag", "tags"))
    ] == [3, 0, 3, 1]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("tag", "tags"),
        ("labels_", "labels"),
        ("Context", "context"),
        ("repositroy", "repository"),
        ("platform", None),
        ("args", None),
        ("name", None),
        ("description", None),
        ("image", None),
    ],
)
def test_slips(word, name):
    assert nearest(word, KEYS + SISTER_KEYS) == name
