"""Changes under review: patch sets, votes, submission, and the events that tell about them."""

import json
import os
import queue
import re
import threading
import time
from typing import Any, Dict, List, Optional, Tuple

from git import Refused, Repositories

Change = Dict[str, Any]

LABELS = {"Code-Review": (-2, 2), "Verified": (-2, 2), "Workflow": (-1, 1)}
NOTHING = "0" * 40


def stamp() -> str:
    """The time as Gerrit writes it, in UTC."""
    return time.strftime("%Y-%m-%d %H:%M:%S.000000000", time.gmtime())


class Changes:
    """All changes, in memory and in one JSON file.

    :param base_url: how the server is reached, for links.
    :param accounts: account names, in the order of their numbers.
    """

    def __init__(self, folder: str, repositories: Repositories, base_url: str, accounts: List[str]) -> None:
        self.repositories = repositories
        self.base_url = base_url
        self.accounts = accounts
        self.lock = threading.RLock()
        self.listeners: List[queue.Queue[str]] = []
        self._file = os.path.join(folder, "changes.json")
        self.by_number: Dict[int, Change] = {}
        if os.path.exists(self._file):
            with open(self._file, encoding="utf-8") as file:
                self.by_number = {change["number"]: change for change in json.load(file)}

    # --- events

    def account(self, name: str) -> Dict[str, Any]:
        """What Gerrit calls AccountInfo."""
        number = 1000 + self.accounts.index(name)
        return {"_account_id": number, "name": name, "username": name, "email": name + "@example.test"}

    def emit(self, event: str, **fields: Any) -> None:
        """Tell everybody who reads the event stream."""
        line = json.dumps({**fields, "type": event, "eventCreatedOn": int(time.time())}) + "\n"
        for listener in list(self.listeners):
            listener.put(line)

    def _emit_on(self, change: Change, event: str, **fields: Any) -> None:
        patch_set = change["patch_sets"][-1]
        commit = patch_set["commit"]
        self.emit(
            event,
            project=change["project"],
            change={
                "project": change["project"],
                "branch": change["branch"],
                "id": change["id"],
                "number": change["number"],
                "subject": commit["subject"],
                "commitMessage": commit["message"],
                "owner": self.account(change["owner"]),
                "url": f"{self.base_url}/c/{change['project']}/+/{change['number']}",
                "status": change["status"],
                "topic": change["topic"],
            },
            patchSet={
                "number": len(change["patch_sets"]),
                "revision": commit["commit"],
                "ref": patch_set["ref"],
                "parents": [parent["commit"] for parent in commit["parents"]],
                "uploader": self.account(patch_set["uploader"]),
                "createdOn": patch_set["created"],
            },
            **fields,
        )

    def _save(self) -> None:
        with open(self._file + ".new", "w", encoding="utf-8") as file:
            json.dump(list(self.by_number.values()), file, indent=1)
        os.replace(self._file + ".new", self._file)

    # --- pushes

    def after_push(self, project: str, before: Dict[str, str], who: str) -> None:
        """Make changes of what came as refs/for/*; tell about branches and tags that moved."""
        after = self.repositories.references(project)
        for reference in [name for name in after if name.startswith("refs/for/")]:
            commit = after.pop(reference)
            self.repositories.run(project, "update-ref", "-d", reference)
            branch, _, options = reference[len("refs/for/") :].partition("%")
            topic = dict(option.partition("=")[::2] for option in options.split(",")).get("topic")
            range_ = (commit, "^refs/heads/" + branch)
            for new in self.repositories.run(project, "rev-list", "--reverse", *range_).split():
                self._add_patch_set(project, branch, new, who, topic)
        for reference in sorted({*before, *after}):
            old, new = before.get(reference, NOTHING), after.get(reference, NOTHING)
            if old != new and reference.startswith(("refs/heads/", "refs/tags/")):
                self._emit_update(project, reference, old, new, who)

    def _emit_update(self, project: str, reference: str, old: str, new: str, who: str) -> None:
        update = {"oldRev": old, "newRev": new, "refName": reference, "project": project}
        self.emit("ref-updated", submitter=self.account(who), refUpdate=update)

    def _add_patch_set(self, project: str, branch: str, commit: str, who: str, topic: Optional[str]) -> None:
        described = self.repositories.describe(project, commit)
        footers = re.findall(r"^Change-Id: (I[0-9a-f]{40})\s*$", str(described["message"]), re.M)
        if not footers:
            raise Refused(400, f"commit {commit[:9]} has no Change-Id footer")
        wanted = (project, branch, footers[-1])
        change = next(
            (c for c in self.by_number.values() if (c["project"], c["branch"], c["id"]) == wanted), None
        )
        if change is None:
            number = max(self.by_number, default=0) + 1
            change = self.by_number[number] = {
                **{"number": number, "project": project, "branch": branch, "id": footers[-1], "owner": who},
                **{"status": "NEW", "topic": topic, "created": stamp()},
                **{"patch_sets": [], "votes": {}, "messages": []},
            }
        if change["status"] != "NEW":
            raise Refused(409, f"change {change['number']} is closed")
        if change["patch_sets"] and change["patch_sets"][-1]["commit"]["commit"] == commit:
            return
        reference = (
            f"refs/changes/{change['number'] % 100:02}/{change['number']}/{len(change['patch_sets']) + 1}"
        )
        self.repositories.run(project, "update-ref", reference, commit)
        patch_set = {"ref": reference, "uploader": who, "created": int(time.time()), "commit": described}
        change["patch_sets"].append(patch_set)
        change["votes"] = {}
        self._save()
        self._emit_on(change, "patchset-created", uploader=self.account(who), kind="REWORK")

    # --- votes and submission

    def labels(self, change: Change) -> Dict[str, Any]:
        """What Gerrit calls LabelInfo, for every label."""
        found = {}
        for name, (lowest, highest) in LABELS.items():
            votes = change["votes"].get(name, {})
            label: Dict[str, Any] = {"all": [{**self.account(who), **vote} for who, vote in votes.items()]}
            for who, vote in votes.items():
                if vote["value"] == highest:
                    label["approved"] = self.account(who)
                if vote["value"] == lowest:
                    label["rejected"] = self.account(who)
                    label["blocking"] = True
            found[name] = label
        return found

    def review(self, change: Change, who: str, labels: Dict[str, Any], message: str) -> None:
        """Take somebody's votes (0 takes one back) and message."""
        approvals = []
        for name, given in labels.items():
            if name not in LABELS:
                raise Refused(400, f"label {name} is not one of {', '.join(LABELS)}")
            value = max(LABELS[name][0], min(LABELS[name][1], int(given)))
            votes = change["votes"].setdefault(name, {})
            old = votes.pop(who, {"value": 0})["value"]
            if value:
                votes[who] = {"value": value, "date": stamp()}
            approvals.append({"type": name, "description": name, "value": str(value), "oldValue": str(old)})
        given_votes = "".join(f" {a['type']}{int(a['value']):+}" for a in approvals if a["value"] != "0")
        text = f"Patch Set {len(change['patch_sets'])}:{given_votes}" + ("\n\n" + message if message else "")
        change["messages"].append({"author": self.account(who), "date": stamp(), "message": text})
        self._save()
        self._emit_on(change, "comment-added", author=self.account(who), approvals=approvals, comment=text)

    def submit(self, change: Change, who: str) -> None:
        """Merge a change that has its approvals; refused (409) otherwise."""
        if change["status"] != "NEW":
            raise Refused(409, f"change {change['number']} is {change['status'].lower()}")
        for name, label in self.labels(change).items():
            if "approved" not in label or "blocking" in label:
                raise Refused(409, f"change {change['number']} needs {name}")
        project, commit = change["project"], change["patch_sets"][-1]["commit"]
        parents = [parent["commit"] for parent in commit["parents"]]
        for other in self.open_on_branch(change):
            if other["patch_sets"][-1]["commit"]["commit"] in parents:
                raise Refused(409, f"change {change['number']} stands on the open change {other['number']}")
        message = f"Merge change {change['number']}"
        old, new = self.repositories.merge(project, change["branch"], commit["commit"], message)
        change["status"] = "MERGED"
        self._save()
        self._emit_update(project, "refs/heads/" + change["branch"], old, new, who)
        self._emit_on(change, "change-merged", submitter=self.account(who), newRev=new)

    # --- looking for changes

    def open_on_branch(self, change: Change) -> List[Change]:
        """Open changes of the same project and branch, this one among them if it is open."""
        place = (change["project"], change["branch"], "NEW")
        return [c for c in self.by_number.values() if (c["project"], c["branch"], c["status"]) == place]

    def related(self, change: Change) -> List[Tuple[Change, int]]:
        """Open changes that this one stands on or that stand on it, itself among them, with patch set numbers."""
        known = {
            patch_set["commit"]["commit"]: (candidate, number)
            for candidate in self.open_on_branch(change)
            for number, patch_set in enumerate(candidate["patch_sets"], 1)
        }
        chain: Dict[str, Tuple[Change, int]] = {}
        todo = [change["patch_sets"][-1]["commit"]["commit"]]
        while todo:
            commit = todo.pop()
            if commit in chain or commit not in known:
                continue
            candidate, number = chain[commit] = known[commit]
            todo += [p["commit"] for p in candidate["patch_sets"][number - 1]["commit"]["parents"]]
            for sha, (child, at) in known.items():
                parents = child["patch_sets"][at - 1]["commit"]["parents"]
                if at == len(child["patch_sets"]) and commit in [p["commit"] for p in parents]:
                    todo.append(sha)
        return list(chain.values()) if len(chain) > 1 else []
