"""Freezes jobs as Zuul does when it starts them: what really runs after inheritance and variants."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from tenant import LoadedTenant
from zuul import model
from zuul.zk.zkobject import LocalZKContext

LOG = logging.getLogger("offline")
PHASES = {"pre_run": "pre", "run": "run", "post_run": "post", "cleanup_run": "cleanup"}


def frozen_job(tenant: LoadedTenant, job: str, project: str, pipeline: str) -> dict[str, Any]:
    """One job for a change of the project, attached to the pipeline with nothing but its name.

    What keeps Zuul from running it is under `error`, beside the rest where there is a rest.
    """
    change = change_of(tenant, project)
    context = model.SourceContext(
        change.project.canonical_name, project, change.project.connection_name, change.branch, "attached"
    )
    stanza = {"_source_context": context, "_start_mark": None}
    attached = model.ProjectPipelineConfig()
    attached.job_list.addJob(tenant.context.job_parser.fromYaml(stanza, True, job, False))
    finals: list[Any] = []
    refusals: dict[str, Exception] = {}
    with LocalZKContext(LOG) as zk, recorded(finals):
        try:
            item = queue_item(zk, tenant, change, pipeline)
            graph = model.JobGraph(item.current_build_set.jobs)
            tenant.layout.extendJobGraph(zk, item, change, attached, graph, None, True, True, [], refusals)
        except Exception as error:  # Zuul shows any of them as the reason
            return {"name": job, "pipeline": pipeline, "error": f"{type(error).__name__}: {error}"}
    if not graph.getJobs():
        return {"name": job, "pipeline": pipeline, "error": "no variant of the job matches the change"}
    return description(graph.getJobs()[0], finals[0], pipeline, refusals)


def frozen_graph(tenant: LoadedTenant, project: str, pipeline: str) -> dict[str, Any]:
    """All jobs of the project in the pipeline, with their dependencies; or why Zuul runs none, as `error`."""
    change = change_of(tenant, project)
    finals: list[Any] = []
    with LocalZKContext(LOG) as zk, recorded(finals):
        try:
            item = queue_item(zk, tenant, change, pipeline)
            graph = tenant.layout.createJobGraph(zk, item, None, True, True)["job_graph"]
        except Exception as error:  # Zuul reports any of them on the change
            return {"project": project, "pipeline": pipeline, "error": f"{type(error).__name__}: {error}"}
    names = {job.uuid: job.name for job in graph.getJobs()}
    final = {job.name: job for job in finals}
    return {
        "project": project,
        "pipeline": pipeline,
        "error": None,
        "jobs": [description(job, final[job.name], pipeline, {}) for job in graph.getJobs()],
        "dependencies": {
            names[child]: sorted(names[parent] for parent in parents)
            for child, parents in graph.job_dependencies.items()
        },
    }


def change_of(tenant: LoadedTenant, project: str) -> Any:
    """A change that touches no configuration."""
    change = model.Change(tenant.tenant.getProject(project)[1])
    change.branch = tenant.project(project).branch
    change.ref = "refs/changes/01/1/1"
    change.files = []
    change.cache_stat = SimpleNamespace(key=SimpleNamespace(reference="offline"), version=0)
    return change


def queue_item(zk: LocalZKContext, tenant: LoadedTenant, change: Any, pipeline: str) -> Any:
    managers = tenant.layout.pipeline_managers
    if pipeline not in managers:
        raise LookupError(f"there is no pipeline {pipeline}, only {', '.join(managers)}")
    queue = model.ChangeQueue.new(zk, manager=managers[pipeline])
    return model.QueueItem.new(zk, queue=queue, changes=[change])


def recorded(finals: list[Any]) -> Any:
    """Collects the jobs that are being frozen: Zuul does not keep all of their attributes."""
    real = model.Job.freezeJob

    def freeze(job: Any, *args: Any) -> Any:
        finals.append(job)
        return real(job, *args)

    return patch.object(model.Job, "freezeJob", freeze)


def description(frozen: Any, final: Any, pipeline: str, refusals: dict[str, Exception]) -> dict[str, Any]:
    refusal = refusals.get(frozen.uuid)
    allowed = final.allowed_projects
    return {
        "name": frozen.name,
        "pipeline": pipeline,
        "error": str(refusal) if refusal else None,
        "abstract": final.abstract,
        "post_review": bool(final.post_review),
        "allowed_projects": None if allowed is None else sorted(allowed),
        "timeout": frozen.timeout,
        "voting": frozen.voting,
        "provides": sorted(frozen.provides),
        "requires": sorted(frozen.requires),
        "semaphores": [semaphore.name for semaphore in frozen.semaphores],
        "nodes": {
            name: node.label
            for nodeset in frozen.nodeset_alternatives
            for node in nodeset.getNodes()
            for name in node.name
        },
        "vars": frozen.variables,
        "playbooks": [
            {
                "phase": phase,
                "project": playbook["project"],
                "path": playbook["path"],
                "level": playbook["nesting_level"],
                "cleanup": playbook["cleanup"],
                "trusted": playbook["trusted"],
                "secrets": sorted(playbook["secrets"]),
                "roles": [role["project"] for role in playbook["roles"]],
            }
            for key, phase in PHASES.items()
            for playbook in getattr(frozen, key)
        ],
    }
