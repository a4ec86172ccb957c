"""What is wrong with a tenant although Zuul loads it without a word: it would only show when a job runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from freeze import frozen_job
from references import missing_roles
from tenant import LoadedTenant

Finding = dict[str, Any]


def findings(tenant: LoadedTenant) -> list[Finding]:
    found: list[Finding] = []
    for written in tenant.parser.written:
        for stanza in (*written.projects, *written.project_templates):
            found += of_project(tenant, stanza)
        for stanza in written.jobs:
            found += of_job(tenant, stanza, stanza)
    return [*found, *of_playbooks(tenant)]


def of_project(tenant: LoadedTenant, stanza: dict[str, Any]) -> Iterator[Finding]:
    """Looks at the pipelines of a project or template."""
    fixed = tenant.context.project_template_parser.not_pipelines
    for name, pipeline in stanza.items():
        if name in fixed or not isinstance(pipeline, dict):
            continue
        if name not in tenant.layout.pipeline_managers:
            yield finding("unknown-pipeline", f"there is no pipeline {name}, so nothing runs", stanza)
        for entry in pipeline.get("jobs") or ():
            if not isinstance(entry, dict) or not entry:
                continue
            first, *others = entry
            if others:
                message = f"Zuul runs {first} and drops {', '.join(others)}: write one entry for each job"
                yield finding("several-jobs-in-an-entry", message, stanza)
            for attributes in entry.values():
                yield from of_job(tenant, attributes, stanza)


def of_job(tenant: LoadedTenant, attributes: Any, stanza: dict[str, Any]) -> Iterator[Finding]:
    """Looks at the projects that a job, or a variant of it, takes roles from."""
    roles = attributes.get("roles") if isinstance(attributes, dict) else None
    for role in roles or ():
        name = role.get("zuul") if isinstance(role, dict) else None
        if name and tenant.tenant.getProject(name)[1] is None:
            message = f"{name} is not in the tenant, so its roles are left out"
            yield finding("unknown-role-project", message, stanza)


def of_playbooks(tenant: LoadedTenant) -> Iterator[Finding]:
    """Freezes every job, and looks for the files of its playbooks and of the roles that they use."""
    pipeline = next(iter(tenant.layout.pipeline_managers), "")
    seen = set()
    jobs = [(name, project) for project, names in tenant.defined_jobs().items() for name in names]
    for name, project in jobs:
        where = {"_source_context": tenant.layout.jobs[name][0].source_context}
        job = frozen_job(tenant, name, project, pipeline)
        if "playbooks" not in job:
            yield finding("cannot-freeze", f"{name}: {job['error']}", where)
        for playbook in job.get("playbooks", ()):
            key = (playbook["project"], playbook["path"], *playbook["roles"])
            directory = tenant.project(playbook["project"]).directory
            if key in seen or directory is None:
                continue
            seen.add(key)
            path = directory / playbook["path"]
            if not path.is_file():
                yield finding("missing-playbook", f"{name}: {playbook['path']} does not exist", where)
                continue
            for role in sorted(missing_roles(path, role_path(tenant, playbook["roles"]))):
                message = f"{name}: {playbook['path']} uses the role {role}, which no project has"
                yield finding("unknown-role", message, where)


def role_path(tenant: LoadedTenant, projects: list[str]) -> list[Path]:
    directories = [tenant.project(name).directory for name in projects]
    return [directory / "roles" for directory in directories if directory]


def finding(kind: str, message: str, stanza: dict[str, Any]) -> Finding:
    context, mark = stanza.get("_source_context"), stanza.get("_start_mark")
    return {
        "severity": "error",
        "kind": kind,
        "project": getattr(context, "project_name", None),
        "file": getattr(context, "path", None),
        "line": mark.line + 1 if mark else None,
        "message": message,
    }
