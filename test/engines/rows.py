"""The rows of the table: what engines must be able to do, and the tests that show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A line of the table; `tests` are test functions by the file below test/ that has them."""

    what: str
    tests: tuple[str, ...]


def _row(what: str, file: str, *functions: str) -> Row:
    return Row(what, tuple(f"test/{file}::{function}" for function in functions))


ROWS = (
    _row(
        "the host starts, with the engines of its row in the table of generations",
        "nodes/test_generations.py",
        "test_engines_have_the_versions_of_the_table",
        "test_images_are_in_the_store_of_the_table",
        "test_every_unit_of_the_host_came_up",
    ),
    _row(
        "docker, classic builder and BuildKit: build, push, pull, run",
        "nodes/test_generations.py",
        "test_docker_builds_pushes_pulls_and_runs",
    ),
    _row(
        "podman, root and rootless: build, push, pull, run",
        "nodes/test_generations.py",
        "test_podman_builds_pushes_pulls_and_runs",
    ),
    _row(
        "dockerd finds the buildset registry at once, under its name",
        "nodes/test_reach.py",
        "test_docker_reaches_the_registry_at_once",
    ),
    _row(
        "the next buildset registry is trusted without a restart, after dockerd has used TLS",
        "nodes/test_in_a_row.py",
        "test_the_next_registry_is_trusted_without_a_restart",
    ),
    _row(
        "a second registry lives beside the first",
        "nodes/test_in_a_row.py",
        "test_a_second_registry_lives_beside_the_first",
    ),
    _row(
        "a build takes base images of the buildset: of any registry, before older local ones, with both builders",
        "nodes/test_in_a_row.py",
        "test_a_build_takes_the_base_image_of_the_buildset",
    ),
    _row(
        "a consumer finds images of the buildset: of any registry",
        "nodes/test_images_of_the_buildset.py",
        "test_a_consumer_finds_images_of_every_registry",
    ),
    _row(
        "a push tells the digest that the registry has; an index stays whole",
        "images/test_image_push.py",
        "test_images_arrive_and_nothing_stays",
        "test_the_digest_of_a_local_image_is_told",
    ),
    _row(
        "an image that was pulled for one platform is told apart from a built one",
        "images/test_image_push.py",
        "test_an_image_that_was_pulled_for_one_platform_is_told_apart",
    ),
    _row(
        "a wrong account or a missing image is told once, others are tried again",
        "images/test_image_push.py",
        "test_a_wrong_password_is_tried_once",
        "test_all_images_that_are_missing",
        "test_a_passing_fault_is_overcome_and_a_lasting_one_is_not",
    ),
    _row(
        "clean-up: images, nameless ones, build cache, podman's stores",
        "nodes/test_leaving.py",
        "test_images_without_a_name_and_the_build_cache_go",
        "test_images_in_the_stores_of_podman_go",
        "test_images_that_lost_their_name_go",
    ),
    _row(
        "clean-up: settings, certificates, accounts, docker's own files of the user",
        "nodes/test_on_hosts.py",
        "test_a_buildset_leaves_no_trace",
        "test_settings_go_without_the_journal",
    ),
    _row(
        "ensure-docker gives a node a working docker, with its settings",
        "roles/test_roles.py",
        "test_the_engine_is_made_usable",
        "test_settings_of_the_engine_are_merged",
    ),
    _row(
        "one change, from its build to its promotion: one digest everywhere",
        "roles/test_buildset.py",
        "test_one_change_from_build_to_promotion",
    ),
)

REHEARSED = "the rehearsal's gate in a real Zuul, twice in a row on the same nodes"
