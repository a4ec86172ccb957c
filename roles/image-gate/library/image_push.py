#!/usr/bin/python
"""Ansible module: push images from a container engine."""

from __future__ import annotations

DOCUMENTATION = """
module: image_push
short_description: Push images from a container engine to a registry
description:
  - Tags and pushes all images, several at a time, and repeats a push that fails for a passing reason.
  - Tags that only the push needed (docker's do) are removed from the engine again.
  - With a password, the login exists for the duration of the task only, in a private directory.
options:
  pushes:
    description:
      - What to push. Each has C(local), the image's name in the engine, and C(remote), the name to push, with
        registry, repository and tag; the same name twice needs no tag. C(index) says that it has several
        platforms. Other keys are returned as they are.
    type: list
    elements: dict
    required: true
  engine:
    description: The engine's command.
    type: str
    choices: [docker, podman]
    default: docker
  registry:
    description: Registry to log in to, with its port. C(docker.io) is Docker Hub.
    type: str
    default: docker.io
  username:
    description: User name for the registry. Without one, the engine's user's own logins are used.
    type: str
    default: ''
  password:
    description: Password or token for the registry.
    type: str
    default: ''
  retries:
    description: How often a push is tried.
    type: int
    default: 3
  delay:
    description: Seconds before the second try; each further one waits twice as long.
    type: int
    default: 5
  jobs:
    description: Number of pushes at a time.
    type: int
    default: 3
attributes:
  check_mode:
    description: Pushes nothing, and returns no digests.
    support: full
author: Image Gate
"""

EXAMPLES = """
- name: Push the images to the buildset registry
  image_push:
    pushes:
      - local: acme/app:latest
        remote: zuul-jobs.buildset-registry:5000/acme/app:latest
"""

RETURN = """
pushes:
  description: What was pushed, in the order of the option of the same name.
  returned: success
  type: list
  elements: dict
  contains:
    local:
      description: As given.
      type: str
    remote:
      description: As given.
      type: str
    digest:
      description: Digest of the manifest that was pushed; empty if the engine did not say.
      type: str
    local_digest:
      description:
        - Digest under which the engine keeps the local image; empty where it does not tell (docker without the
          containerd store, and podman). C(digest) is another one if the engine has only some of the platforms of the image,
          since it was pulled and not built.
      type: str
    seconds:
      description: Duration of the push, with what was repeated.
      type: float
warnings_found:
  description:
    - Which images were pushed under another digest than the local one, and which tags of the push could not be removed
      from the engine; the same as Ansible's warnings.
  returned: success
  type: list
  elements: str
"""

import signal  # noqa: E402
import sys  # noqa: E402
from concurrent.futures import ThreadPoolExecutor  # noqa: E402
from typing import Any  # noqa: E402

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.ansible.warnings import show_warnings  # noqa: E402
from ansible.module_utils.image_gate.engines.choice import ENGINES  # noqa: E402
from ansible.module_utils.image_gate.node.engine_push import Pusher, PushError, login  # noqa: E402

ARGUMENTS = {
    "pushes": {"type": "list", "elements": "dict", "required": True},
    "engine": {"type": "str", "choices": list(ENGINES), "default": "docker"},
    "registry": {"type": "str", "default": "docker.io"},
    "username": {"type": "str", "default": ""},
    "password": {"type": "str", "default": "", "no_log": True},
    "retries": {"type": "int", "default": 3},
    "delay": {"type": "int", "default": 5},
    "jobs": {"type": "int", "default": 3},
}


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    pushes: list[dict[str, Any]] = module.params["pushes"]
    for index, item in enumerate(pushes):
        for key in ("local", "remote"):
            if not isinstance(item.get(key), str) or not item[key] or item[key].startswith("-"):
                module.fail_json(msg=f"pushes[{index}].{key}: {item.get(key)!r} is not the name of an image")
    if bool(module.params["username"]) != bool(module.params["password"]):
        given, missing = ("username", "password") if module.params["username"] else ("password", "username")
        module.fail_json(msg=f"{missing}: empty, although there is a {given}; give both or none")
    if module.check_mode:
        module.exit_json(
            changed=bool(pushes),
            pushes=[{**item, "digest": "", "local_digest": "", "seconds": 0.0} for item in pushes],
            **show_warnings(module, []),
        )
    # So that the login's directory is removed when the task is aborted, too.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    try:
        results, warnings = push_all(module.params, pushes)
    except PushError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=bool(results), pushes=results, **show_warnings(module, warnings))


def push_all(options: dict[str, Any], pushes: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Push everything: what was done, and warnings; raises PushError with all failures."""
    # The pool is the outermost, so that an abort cleans up before it waits for what still runs.
    with ThreadPoolExecutor(options["jobs"]) as pool, login(
        options["registry"], options["username"], options["password"], options["engine"]
    ) as environment:
        pusher = Pusher(options["engine"], environment, options["retries"], options["delay"])
        with pusher.tagged([(item["local"], item["remote"]) for item in pushes]):
            stored = list(pool.map(pusher.stored_digest, [item["remote"] for item in pushes]))
            outcomes = list(pool.map(lambda item: push(pusher, item), pushes))
    failures = [str(outcome) for outcome in outcomes if isinstance(outcome, PushError)]
    if failures:
        raise PushError("\n".join(failures))
    done = [
        {**item, "digest": digest, "local_digest": local, "seconds": seconds}
        for item, local, (digest, seconds) in zip(pushes, stored, outcomes)
    ]
    return done, [*filter(None, map(differs, done)), *pusher.warnings]


def push(pusher: Pusher, item: dict[str, Any]) -> tuple[str, float] | PushError:
    """Push one image."""
    return pusher.push(item["local"], item["remote"], bool(item.get("index")))


def differs(item: dict[str, Any]) -> str:
    """What to say of an image that was pushed under another digest than the local one; empty for others."""
    if not item["digest"] or item["local_digest"] in ("", item["digest"]):
        return ""
    return (
        f"{item['local']}: docker pushed {item['digest']} instead of the local image {item['local_digest']}, of which "
        "it has only some of the platforms: the image was pulled, not built. What was pushed counts from here on."
    )


if __name__ == "__main__":
    main()
