"""Gerrit's REST interface, as far as Zuul's driver and the rehearsal use it."""

import re
import urllib.parse
from typing import Any, Dict, List

from changes import Change, Changes
from git import Refused


class Rest:
    """Answers requests by calls on the changes and repositories."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.repositories = changes.repositories

    def answer(
        self, method: str, path: str, query: Dict[str, List[str]], who: str, body: Dict[str, Any]
    ) -> Any:
        """The JSON value of an answer."""
        parts = [urllib.parse.unquote(part) for part in path.strip("/").split("/")]
        if parts == ["config", "server", "version"]:
            return "3.13.0-stand-in"
        if parts == ["config", "server", "info"]:
            return {"change": {"submit_whole_topic": False}}
        if parts == ["accounts", "self"]:
            return self.changes.account(who)
        if parts[0] == "projects" and len(parts) > 1:
            return self._project(method, parts[1], parts[2:])
        if parts == ["changes"]:
            return [self._json(change) for change in self._search(query.get("q", [""])[0])]
        if parts[0] == "changes":
            return self._change(method, self._find(parts[1]), parts[2:], who, body)
        raise Refused(404, f"no such page: {path}")

    def _project(self, method: str, name: str, rest: List[str]) -> Any:
        if method == "PUT" and not rest:
            self.repositories.create(name)
            self.changes.emit("project-created", projectName=name, headName="refs/heads/main")
            return {"id": name}
        if not self.repositories.exists(name):
            raise Refused(404, f"no project {name}")
        if rest == ["HEAD"]:
            return self.repositories.run(name, "symbolic-ref", "HEAD")
        heads = [name for name in self.repositories.references(name) if name.startswith("refs/heads/")]
        return {"id": name, "branches": heads}

    def _change(self, method: str, change: Change, rest: List[str], who: str, body: Dict[str, Any]) -> Any:
        if method == "GET" and rest in ([], ["detail"]):
            return self._json(change)
        if rest == ["comments"]:
            return {}
        if method == "POST" and rest == ["submit"]:
            self.changes.submit(change, who)
            return self._json(change)
        if len(rest) == 3 and rest[0] == "revisions":
            return self._revision(method, change, rest[1], rest[2], who, body)
        raise Refused(404, f"no such page below change {change['number']}: {'/'.join(rest)}")

    def _revision(
        self, method: str, change: Change, revision: str, what: str, who: str, body: Dict[str, Any]
    ) -> Any:
        current = change["patch_sets"][-1]["commit"]["commit"]
        commit = current if revision == "current" else revision
        if what == "related":
            return {
                "changes": [self._related(other, number) for other, number in self.changes.related(change)]
            }
        if what == "files":
            names = ["/COMMIT_MSG", *self.repositories.files(change["project"], commit)]
            return {name: {"lines_inserted": 1} for name in names}
        if what == "review" and method == "POST":
            if commit != current:
                raise Refused(409, f"{commit[:9]} is not the current patch set")
            self.changes.review(change, who, body.get("labels") or {}, body.get("message") or "")
            return {"labels": body.get("labels") or {}}
        raise Refused(404, f"no such page below a revision: {what}")

    def _find(self, name: str) -> Change:
        """A change by number, project~number, Change-Id or project~branch~Change-Id."""
        parts = name.split("~")
        for change in self.changes.by_number.values():
            number, project = str(change["number"]), change["project"]
            full = [project, change["branch"], change["id"]]
            if parts in ([number], [project, number], [change["id"]], full):
                return change
        raise Refused(404, f"no change {name}")

    def _search(self, text: str) -> List[Change]:
        """Changes that match a query; only the operators that Zuul's driver sends."""
        terms = [
            term.strip() for term in re.sub(r"^\((.*)\)$", r"\1", urllib.parse.unquote(text)).split(" OR ")
        ]
        return [c for c in self.changes.by_number.values() if any(self._matches(c, term) for term in terms)]

    @staticmethod
    def _matches(change: Change, term: str) -> bool:
        if term.startswith("message:"):
            return term[len("message:") :].strip('{}"') in change["patch_sets"][-1]["commit"]["message"]
        state = "open" if change["status"] == "NEW" else "closed"
        fields = {
            "change": (str(change["number"]), change["id"]),
            "project": (change["project"],),
            "branch": (change["branch"],),
            "topic": (change["topic"],),
            "status": (change["status"].lower(), state),
            "is": (state,),
        }
        conditions = re.findall(r"(\w+):(\{[^}]*\}|\S+)", term)
        return bool(conditions) and all(
            value.strip('{}"') in fields.get(name, ()) for name, value in conditions
        )

    @staticmethod
    def _related(change: Change, number: int) -> Dict[str, Any]:
        return {
            "project": change["project"],
            "change_id": change["id"],
            "_change_number": change["number"],
            "_revision_number": number,
            "_current_revision_number": len(change["patch_sets"]),
            "status": change["status"],
            "commit": change["patch_sets"][number - 1]["commit"],
        }

    def _json(self, change: Change) -> Dict[str, Any]:
        """What Gerrit calls ChangeInfo."""
        current = change["patch_sets"][-1]["commit"]
        return {
            "id": f"{urllib.parse.quote(change['project'], safe='')}~{change['number']}",
            "_number": change["number"],
            "change_id": change["id"],
            "project": change["project"],
            "branch": change["branch"],
            "subject": current["subject"],
            "status": change["status"],
            "owner": self.changes.account(change["owner"]),
            "topic": change["topic"],
            "hashtags": [],
            "work_in_progress": False,
            "created": change["created"],
            "messages": change["messages"],
            "labels": self.changes.labels(change),
            "submit_type": "MERGE_IF_NECESSARY",
            "current_revision": current["commit"],
            "revisions": {
                patch_set["commit"]["commit"]: {
                    "_number": number,
                    "ref": patch_set["ref"],
                    "kind": "REWORK",
                    "commit": patch_set["commit"],
                    "uploader": self.changes.account(patch_set["uploader"]),
                }
                for number, patch_set in enumerate(change["patch_sets"], 1)
            },
        }
