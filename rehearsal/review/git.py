"""Bare git repositories of the review server, by the git command."""

import os
import subprocess
from typing import Dict, List, Tuple


class Refused(Exception):
    """A request that is answered with an HTTP error.

    :ivar code: the HTTP status.
    """

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Repositories:
    """All repositories below one folder; a project's name is its path."""

    def __init__(self, top: str) -> None:
        self.top = top

    def path(self, project: str) -> str:
        """Folder of a project's repository."""
        return os.path.join(self.top, project + ".git")

    def exists(self, project: str) -> bool:
        """Whether there is such a project."""
        return os.path.isdir(self.path(project))

    def create(self, project: str) -> None:
        """Make an empty repository that takes pushes; refused if it exists."""
        if self.exists(project):
            raise Refused(409, f"project {project} exists")
        os.makedirs(self.path(project))
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.path(project)], check=True)
        self.run(project, "config", "http.receivepack", "true")
        self.run(project, "config", "uploadpack.allowAnySHA1InWant", "true")

    def run(self, project: str, *arguments: str) -> str:
        """The stripped output of a git command; refused (500) when it fails."""
        done = self.attempt(project, *arguments)
        if done.returncode:
            raise Refused(500, f"git {arguments[0]} in {project}: {done.stderr}")
        return done.stdout.strip()

    def attempt(self, project: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """A git command that may fail."""
        command = ["git", "-C", self.path(project), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def references(self, project: str) -> Dict[str, str]:
        """Every reference of a project with its commit."""
        lines = self.run(project, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return dict(line.split(" ", 1) for line in lines)

    def parents(self, project: str, commit: str) -> List[str]:
        """Commits that a commit stands on."""
        return self.run(project, "rev-list", "--parents", "-1", commit).split()[1:]

    def describe(self, project: str, commit: str) -> Dict[str, object]:
        """What Gerrit calls CommitInfo."""
        return {
            "commit": commit,
            "subject": self.run(project, "log", "-1", "--format=%s", commit),
            "message": self.run(project, "log", "-1", "--format=%B", commit) + "\n",
            "parents": [{"commit": parent} for parent in self.parents(project, commit)],
        }

    def files(self, project: str, commit: str) -> List[str]:
        """Files that a commit changes (all of them, if it is the first)."""
        parents = self.parents(project, commit)
        if parents:
            return self.run(project, "diff", "--name-only", parents[0], commit).splitlines()
        return self.run(project, "ls-tree", "-r", "--name-only", commit).splitlines()

    def merge(self, project: str, branch: str, commit: str, message: str) -> Tuple[str, str]:
        """Bring a commit into a branch, fast forward where possible; returns the tips before and after."""
        reference = "refs/heads/" + branch
        tip = self.run(project, "rev-parse", reference)
        merged = commit
        if self.attempt(project, "merge-base", "--is-ancestor", tip, commit).returncode:
            tree = self.attempt(project, "merge-tree", "--write-tree", tip, commit)
            if tree.returncode:
                raise Refused(409, f"{commit[:9]} does not merge into {branch}")
            author = ("-c", "user.name=Review", "-c", "user.email=review@example.test")
            parents = ("-p", tip, "-p", commit)
            merged = self.run(
                project, *author, "commit-tree", tree.stdout.split()[0], *parents, "-m", message
            )
        self.run(project, "update-ref", reference, merged, tip)
        return tip, merged
