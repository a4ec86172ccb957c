"""Loads a tenant from local directories with Zuul's own loader; no ZooKeeper, merger or network."""

from __future__ import annotations

import configparser
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import voluptuous
from zuul import configloader, model
from zuul.lib import tracing
from zuul.lib.ansible import AnsibleManager
from zuul.lib.connections import ConnectionRegistry
from zuul.model_api import MODEL_API
from zuul.zk.components import COMPONENT_REGISTRY
from zuul.zk.semaphore import SemaphoreHandler

# Pipelines name the connection, so it has a driver that knows changes; nothing connects to it.
CONNECTION = "gerrit"
CONNECTION_CONF = {"driver": "gerrit", "server": "review.example.org", "user": "zuul", "sshkey": "/dev/null"}
SIGNING_ALGORITHM = "RS256"


@dataclass(frozen=True)
class Project:
    """A project of the tenant with one branch; `files` add to, or stand in for, those of `directory`."""

    name: str
    directory: Path | None = None
    branch: str = "main"
    trusted: bool = False
    files: dict[str, str] = field(default_factory=dict)
    # As in Zuul's tenant file.
    options: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Project:
        """Raises TypeError for unknown keys."""
        directory = value.get("directory")
        return cls(**{**value, "directory": Path(directory).resolve() if directory else None})

    def config_files(self) -> dict[str, str]:
        """Path and text of what Zuul reads of this project."""
        found: dict[str, str] = {}
        for root in configloader.ZUUL_CONF_ROOT if self.directory else ():
            top = self.directory / root
            for path in [top] if top.is_file() else sorted(top.rglob("*.yaml")):
                found[path.relative_to(self.directory).as_posix()] = path.read_text("utf-8")
        return {**found, **{path: text for path, text in self.files.items() if path.endswith(".yaml")}}


class UnknownKey:
    """Stands for a project's RSA-4096 key, which only its Zuul has: checks the length alone."""

    def decrypt(self, ciphertext: bytes, padding: Any) -> bytes:
        """Raises ValueError as the real key does."""
        if len(ciphertext) != 4096 // 8:
            raise ValueError("Ciphertext length must be equal to key size.")
        return b"not decrypted"


class RecordingParser(configloader.TenantParser):
    """Zuul's parser; keeps the stanzas as they were written, for findings.py."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.written: list[model.UnparsedConfig] = []

    def parseConfig(self, unparsed_config: Any, pcontext: Any) -> Any:  # noqa: N802 (Zuul's name)
        self.written.append(unparsed_config)
        return super().parseConfig(unparsed_config, pcontext)


class LoadedTenant:
    """A tenant with its layout, in the order of `TenantParser.fromYaml`."""

    def __init__(self, name: str, projects: list[Project]) -> None:
        start_like_a_daemon()
        self.projects = sorted(projects, key=lambda project: not project.trusted)
        self.connections = connect()
        ansible = AnsibleManager()
        self.tenant = model.Tenant(name)
        self.tenant.default_base_job = "base"
        self.tenant.default_ansible_version = ansible.default_version
        self.tenant.allowed_labels = self.tenant.disallowed_labels = None
        settings = SimpleNamespace(
            web_root=None,
            oidc_supported_signing_algorithms=[SIGNING_ALGORITHM],
            oidc_default_signing_algorithm=SIGNING_ALGORITHM,
        )
        self.abide = model.Abide()
        self.parser = RecordingParser(self.connections, None, None, None, None, settings, None, None)
        self.context = configloader.ParseContext(
            self.connections, settings, SimpleNamespace(system_id="offline"), ansible
        )
        for project in self.projects:
            self._add(project)
        for project in self.projects:
            self._read(project)
        parsed = self.parser._loadTenantParsedConfig(self.abide, self.tenant, self.context)
        self.layout = self.tenant.layout = self.parser._parseLayout(self.tenant, parsed, self.context)
        self.tenant.semaphore_handler = SemaphoreHandler(
            None, None, name, self.layout, self.abide, read_only=True
        )

    def _add(self, project: Project) -> None:
        parser = self.parser
        conf = {project.name: project.options}
        schema = parser.config_project_dict if project.trusted else parser.untrusted_project_dict
        voluptuous.Schema(schema)(conf)
        source = self.connections.getSource(CONNECTION)
        classes = parser.all_classes if project.trusted else parser.job_classes
        tpc = parser._getProject(source, conf, frozenset(classes))
        tpc.trusted = project.trusted
        tpc.branches = [project.branch]
        if project.trusted:
            tpc.load_branch = tpc.load_branch or "master"
            if tpc.load_branch != project.branch:
                raise SystemExit(
                    f"{project.name} has the branch {project.branch}, but Zuul would load {tpc.load_branch}: "
                    "give it the option load-branch."
                )
        # Each project has a source of its own, so the answer is for this project alone.
        tpc.project.source.getProjectDefaultBranch = lambda *args: project.branch
        tpc.project.private_secrets_key = UnknownKey()
        self.tenant.addTPC(tpc)

    def _read(self, project: Project) -> None:
        tpc = self.tenant.getTPC(project.name)
        name = tpc.project.canonical_name
        context = model.SourceContext(name, project.name, CONNECTION, None, None)
        with self.context.errorContext(source_context=context), self.context.accumulator.catchErrors():
            self.parser._resolveShadowProjects(self.tenant, tpc)
        context = model.SourceContext(name, project.name, CONNECTION, project.branch, "")
        files = project.config_files()
        self.parser._updateConfigObjectCache(self.abide, self.tenant, context, files, self.context, 1, None)

    def messages(self) -> list[dict[str, Any]]:
        """Every error and warning of Zuul's parser."""
        return [
            {
                "severity": error.severity,
                "kind": error.name,
                "project": getattr(error.key.context, "project_name", None),
                "file": getattr(error.key.context, "path", None),
                "line": error.key.mark.line + 1 if error.key.mark else None,
                "message": (error.short_error or error.error).strip(),
            }
            for error in self.layout.loading_errors.errors
        ]

    def defined_jobs(self) -> dict[str, list[str]]:
        """Names of the jobs that each project defines."""
        found: dict[str, list[str]] = {project.name: [] for project in self.projects}
        for name, variants in self.layout.jobs.items():
            # noop is Zuul's own and stands in no project.
            if name != "noop":
                found[variants[0].source_context.project_name].append(name)
        return found

    def project(self, name: str) -> Project:
        """Raises KeyError if the tenant has no such project."""
        return {project.name: project for project in self.projects}[name]


def start_like_a_daemon() -> None:
    """Sets what Zuul's model takes from the process that it runs in."""
    COMPONENT_REGISTRY.registry = SimpleNamespace(model_api=MODEL_API)
    tracing.Tracing(configparser.ConfigParser())


def connect() -> ConnectionRegistry:
    conf = configparser.ConfigParser(interpolation=None)
    conf[f"connection {CONNECTION}"] = CONNECTION_CONF
    conf["connection static"] = {"driver": "static"}
    registry = ConnectionRegistry()
    registry.configure(conf, sources=True, triggers=True, reporters=True, providers=True)
    return registry
