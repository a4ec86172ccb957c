"""Runs playbooks the way the executor of Zuul 14.3 does: its plugins, its ansible.cfg, its job directory.

What is left out is the sandbox and the freezing of variables; the rehearsal has both.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
ZUUL_ANSIBLE = ROOT / ".venv/zuul/lib/python3.11/site-packages/zuul/ansible"
ROLES = ROOT / "roles"
PLAYBOOKS = ROOT / "playbooks"


#: What was gathered, by Ansible's version, the command that enters the hosts' network, and the host.
_facts: Dict[Tuple[str, str, str], str] = {}


@dataclass
class Run:
    """The outcome of one playbook."""

    code: int
    #: Everything that somebody may read: the console log, Ansible's own output, the results as JSON.
    output: str
    #: How many tasks ran.
    tasks: int

    def must_succeed(self) -> Run:
        """Fails the test with Ansible's output if the playbook failed."""
        assert self.code == 0, self.output
        return self

    def must_fail(self) -> Run:
        """Fails the test with Ansible's output if the playbook succeeded."""
        assert self.code != 0, self.output
        return self


@dataclass
class Build:
    """A build on the executor: a job directory, kept between the playbooks of one build.

    `ansible` is the version as Zuul calls it ("9" or "11"), `inventory` maps host names to their variables,
    `command` is put in front of ansible-playbook, for instance to enter a network namespace.
    """

    directory: Path
    ansible: str
    zuul: Dict[str, Any]
    inventory: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    command: Sequence[str] = ()
    job_vars: Dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._has_facts = False
        for name in (
            "ansible",
            "home/.ssh",
            "work/src",
            "work/logs",
            "work/tmp",
            ".ansible/fact-cache",
            ".ansible/cp",
        ):
            (self.directory / name).mkdir(parents=True)
        work = self.directory / "work"
        self.results_file = work / "results.json"
        self.results_file.touch()
        # As in Zuul: the executor's facts are hidden from playbooks.
        (self.directory / ".ansible/fact-cache/localhost").write_text(
            '{"date_time": {}, "module_setup": true}'
        )
        self.plugins = self.directory / "ansible/lib/zuul/ansible"
        self._take_plugins()
        for package in (self.plugins, self.plugins.parent):
            (package / "__init__.py").touch()
        (self.directory / "ansible/logging.json").write_text(json.dumps(self._logging()))
        # Live output of commands needs Zuul's console daemon on the nodes; their output is logged without it as well.
        self.job_vars["zuul_console_disabled"] = True
        self.zuul = {
            "build": "0123456789abcdef0123456789abcdef",
            "executor": {
                "hostname": "localhost",
                "work_root": str(work),
                "src_root": str(work / "src"),
                "log_root": str(work / "logs"),
                "result_data_file": str(self.results_file),
            },
            **self.zuul,
        }

    def _take_plugins(self) -> None:
        own = ZUUL_ANSIBLE / self.ansible
        shutil.copytree(own if own.exists() else ZUUL_ANSIBLE / "11", self.plugins)
        if not own.exists():
            # Zuul does not know this Ansible, and these fail with it.
            for name in ("action/command", "action/normal", "library/command"):
                (self.plugins / f"{name}.py").unlink()

    @property
    def results(self) -> Dict[str, Any]:
        """What playbooks returned to Zuul so far."""
        return json.loads(self.results_file.read_text() or "{}")

    def play(
        self,
        playbook: Path,
        secrets: Optional[Mapping[str, Any]] = None,
        phase: str = "run",
        extra: Optional[Mapping[str, Any]] = None,
        arguments: Sequence[str] = (),
    ) -> Run:
        """Runs one playbook with the library's roles on the role path."""
        folder = self.directory / "ansible" / f"playbook_{len(list((self.directory / 'ansible').iterdir()))}"
        folder.mkdir()
        hosts = {name: {**self.job_vars, **variables} for name, variables in self.inventory.items()}
        inventory = {"all": {"hosts": hosts, "vars": dict(self.job_vars)}}
        (folder / "inventory.yaml").write_text(yaml.safe_dump(inventory))
        (folder / "ansible.cfg").write_text(self._configuration(folder, bool(secrets)))
        if not self._has_facts:
            self._gather(folder)
        if secrets:
            (folder / "group_vars").mkdir()
            (folder / "group_vars/all.yaml").write_text(yaml.safe_dump(dict(secrets)))
        (folder / "zuul_vars.yaml").write_text(yaml.safe_dump({"zuul": self.zuul}))
        argv: List[str] = [
            *self._tool("ansible-playbook"),
            "-v",
            str(playbook),
            *("-e", f"zuul_execution_phase={phase}"),
            *("-e", f"@{folder / 'zuul_vars.yaml'}"),
            *(["-e", json.dumps(dict(extra))] if extra else []),
            *arguments,
        ]
        logs = [self.directory / "work/logs" / name for name in ("job-output.txt", "job-output.json")]
        seen = [log.stat().st_size if log.exists() else 0 for log in logs]
        done = subprocess.run(
            argv,
            cwd=self.directory / "work",
            env=self._environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )
        texts = [log.read_text()[start:] for log, start in zip(logs, seen) if log.exists()]
        return Run(done.returncode, "".join([*texts, done.stdout]), done.stdout.count("TASK ["))

    def _tool(self, name: str) -> List[str]:
        return [*self.command, str(ROOT / ".venv/ansible" / self.ansible / "bin" / name)]

    def _gather(self, folder: Path) -> None:
        """Let Ansible keep the few facts that Zuul gathers before the first playbook; those of a host do not change."""
        cache = self.directory / ".ansible/fact-cache"
        network = " ".join(self.command)
        known = {name: (self.ansible, network, name) for name in self.inventory}
        if not set(known.values()) <= set(_facts):
            inventory = ["-i", str(folder / "inventory.yaml")]
            argv = [*self._tool("ansible"), "all", *inventory, "-m", "setup", "-a", "gather_subset=!all"]
            env = self._environment(folder)
            done = subprocess.run(
                argv, cwd=self.directory / "work", env=env, stdout=subprocess.PIPE, text=True
            )
            assert done.returncode in (0, 2), done.stdout
            # A node that does not answer as one has none.
            told = {key: cache / name for name, key in known.items() if (cache / name).exists()}
            _facts.update({key: file.read_text() for key, file in told.items()})
        for name in [name for name, key in known.items() if key in _facts]:
            (cache / name).write_text(_facts[known[name]])
        self._has_facts = True

    def _environment(self, folder: Path) -> Dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "TERM")}
        return {
            **kept,
            "LANG": "C.UTF-8",
            "HOME": str(self.directory / "home"),
            "TMP": str(self.directory / "work/tmp"),
            "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
            "PYTHONPATH": str(self.directory / "ansible/lib"),
            "ZUUL_JOBDIR": str(self.directory),
            "ZUUL_JOB_LOG_CONFIG": str(self.directory / "ansible/logging.json"),
            "ZUUL_JOB_FAILURE_OUTPUT": "[]",
            "ZUUL_OUTPUT_MAX_BYTES": "1073741824",
            "ZUUL_ANSIBLE_SPLIT_STREAMS": "False",
        }

    def _logging(self) -> Dict[str, Any]:
        def handler(name: str) -> Dict[str, str]:
            return {
                "class": "logging.FileHandler",
                "formatter": "plain",
                "filename": str(self.directory / "work/logs" / name),
            }

        return {
            "version": 1,
            "formatters": {"plain": {"format": "%(message)s"}},
            "handlers": {"text": handler("job-output.txt"), "json": handler("job-output.json")},
            "loggers": {
                "zuul.executor.ansible.stream": {"handlers": ["text"], "level": "DEBUG"},
                "zuul.executor.ansible.json": {"handlers": ["json"], "level": "INFO"},
            },
        }

    def _configuration(self, folder: Path, secret: bool) -> str:
        return f"""[defaults]
inventory = {folder}/inventory.yaml
local_tmp = {self.directory}/work/tmp
retry_files_enabled = False
gathering = smart
fact_caching = jsonfile
fact_caching_connection = {self.directory}/.ansible/fact-cache
library = {self.plugins}/library
module_utils = {self.plugins}/library/module_utils
action_plugins = {self.plugins}/action
filter_plugins = {self.plugins}/filter
callback_plugins = {self.plugins}/callback
stdout_callback = zuul_stream
roles_path = {ROLES}
display_args_to_stdout = {not secret}
internal_poll_interval = 0.01
nocows = True
timeout = 30
[ssh_connection]
retries = 3
pipelining = True
control_path_dir = {self.directory}/.ansible/cp
"""
