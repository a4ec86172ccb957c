"""Answers questions about Zuul configuration with the installed Zuul's own parser, without a running Zuul.

Reads one JSON object from stdin and writes one to stdout, so that the slow import is paid once:

    {"stanzas": true,
     "tenants": {NAME: {"projects": [{"name": ..., "directory": ..., "branch": "main", "trusted": false,
                                      "files": {PATH: TEXT}, "options": {}}],
                        "jobs": [{"job": ..., "project": ..., "pipeline": ...}],
                        "graphs": [{"project": ..., "pipeline": ...}]}}}

The answer holds `version`, under `stanzas` what every stanza may say (stanzas.py), and for each tenant what
Zuul says while it loads (`messages`), what it keeps silent about (`findings`), and the jobs and graphs as
they would run (freeze.py). `defined` lists the jobs that each project defines.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from findings import findings
from freeze import frozen_graph, frozen_job
from stanzas import stanzas
from tenant import LoadedTenant, Project
from zuul.version import release_string


def answer_tenant(name: str, question: dict[str, Any]) -> dict[str, Any]:
    tenant = LoadedTenant(name, [Project.from_json(p) for p in question["projects"]])
    return {
        "defined": tenant.defined_jobs(),
        "messages": tenant.messages(),
        "findings": findings(tenant),
        "jobs": [frozen_job(tenant, **job) for job in question.get("jobs", [])],
        "graphs": [frozen_graph(tenant, **graph) for graph in question.get("graphs", [])],
    }


def main() -> None:
    # Zuul logs each problem that it also keeps as a message.
    logging.disable(logging.CRITICAL)
    question = json.load(sys.stdin)
    tenants = question.get("tenants", {})
    answer = {
        "version": release_string,
        "stanzas": stanzas() if question.get("stanzas") else {},
        "tenants": {name: answer_tenant(name, tenant) for name, tenant in tenants.items()},
    }
    json.dump(answer, sys.stdout)


main()
