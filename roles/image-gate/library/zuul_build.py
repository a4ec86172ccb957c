#!/usr/bin/python
"""Ansible module: ask Zuul for the artifacts of a build."""

from __future__ import annotations

DOCUMENTATION = """
module: zuul_build
short_description: Ask Zuul's web interface for a build and its artifacts
description:
  - Asks C(builds) of the interface, and returns the artifacts of the newest build that succeeded.
  - Nothing is changed. What the artifacts say was told by the build's job, so M(image_plan) checks them before they are used.
options:
  api:
    description: Address of the tenant, such as C(https://zuul.example.org/api/tenant/acme).
    type: str
    required: true
  query:
    description: What to look for, as C(change=1234&patchset=5&pipeline=gate&job_name=app-upload).
    type: str
    required: true
  retries:
    description: How often it is tried.
    type: int
    default: 3
  delay:
    description: Seconds between two tries.
    type: int
    default: 5
attributes:
  check_mode:
    description: Changes nothing.
    support: full
author: Image Gate
"""

EXAMPLES = """
- name: Ask which images the change has uploaded
  zuul_build:
    api: https://zuul.example.org/api/tenant/acme
    query: change=1234&patchset=5&pipeline=gate&job_name=app-upload
"""

RETURN = """
uuid:
  description: The build.
  returned: success
  type: str
artifacts:
  description: What it has returned to Zuul as C(zuul.artifacts).
  returned: success
  type: list
  elements: dict
"""

import json  # noqa: E402
import time  # noqa: E402
import urllib.error  # noqa: E402
import urllib.request  # noqa: E402
from typing import Any  # noqa: E402

from ansible.module_utils.image_gate.ansible.module import Module  # noqa: E402
from ansible.module_utils.image_gate.text.names import show  # noqa: E402

ARGUMENTS = {
    "api": {"type": "str", "required": True},
    "query": {"type": "str", "required": True},
    "retries": {"type": "int", "default": 3},
    "delay": {"type": "int", "default": 5},
}
TIMEOUT = 30  # seconds
MOST = 8 * 1024 * 1024  # bytes


class ZuulError(Exception):
    """What Zuul did not answer, in words."""


def main() -> None:
    """Run the module."""
    module = Module(ARGUMENTS, supports_check_mode=True)
    api, query = module.params["api"].rstrip("/"), module.params["query"]
    if not api.startswith(("https://", "http://")) or "job_name=&" in f"{query}&":
        module.fail_json(
            msg="promote_container_image_api and promote_container_image_job are needed to promote from the intermediate registry: "
            "set them to the address of the tenant in Zuul's web interface (https://zuul.example.org/api/tenant/acme) and to the name of "
            "the upload job"
        )
    try:
        build = newest(_asked(f"{api}/builds?{query}", module.params["retries"], module.params["delay"]))
    except ZuulError as error:
        module.fail_json(msg=f"{api}/builds?{query}: {error}")
    artifacts = build.get("artifacts")
    module.exit_json(
        changed=False,
        uuid=str(build.get("uuid", "")),
        artifacts=artifacts if isinstance(artifacts, list) else [],
    )


def newest(builds: Any) -> dict[str, Any]:
    """The first build that succeeded; Zuul lists the newest first. Raises ZuulError if there is none."""
    for build in builds if isinstance(builds, list) else ():
        if isinstance(build, dict) and build.get("result") == "SUCCESS":
            return build
    raise ZuulError(
        "Zuul knows no build of it that succeeded; look at the query, and whether the upload job ran for the change"
    )


def _asked(url: str, retries: int, delay: float) -> Any:
    for attempt in range(1, max(retries, 1) + 1):
        try:
            with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
                text = answer.read(MOST + 1)
            if len(text) > MOST:
                raise ZuulError(f"the answer has more than {MOST} bytes")
            return json.loads(text)
        except ValueError as error:
            raise ZuulError("the answer is no JSON; is it the address of a tenant's interface?") from error
        except urllib.error.HTTPError as error:
            said = f"HTTP status {error.code}"
            if error.code < 500:
                raise ZuulError(said) from error
        except OSError as error:
            said = show(str(getattr(error, "reason", error)))
        if attempt < retries:
            time.sleep(delay)
    raise ZuulError(f"{said}, tried {attempt} times")


if __name__ == "__main__":
    main()
