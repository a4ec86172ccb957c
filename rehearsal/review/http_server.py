"""HTTP: the REST interface, and git by way of `git http-backend`."""

import base64
import gzip
import json
import os
import re
import subprocess
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Dict, Iterable, Optional, Tuple

from changes import Changes
from git import Refused
from rest import Rest

GIT_PATH = re.compile(
    r"^/(?!projects/|changes/|config/)(.+?)(?:\.git)?(/info/refs|/git-upload-pack|/git-receive-pack|/HEAD)$"
)


class Handler(BaseHTTPRequestHandler):
    """One request; the attributes below are set once by `serve`."""

    protocol_version = "HTTP/1.1"
    changes: Changes
    passwords: Dict[str, str]

    def log_message(self, format: str, *args: object) -> None:
        """Write a line for each request."""
        print(self.log_date_time_string(), format % args, file=sys.stderr)

    def respond(self) -> None:
        """Answer the request, whatever its method."""
        data = self._read_body()
        url = urllib.parse.urlsplit(self.path)
        path, who = url.path, self._account()
        try:
            if path.startswith("/a/"):
                path = path[len("/a") :]
                if who is None:
                    raise Refused(401, "an account is needed below /a/")
            git = GIT_PATH.match(path)
            if git:
                self._git(git[1], git[2], url.query, who, data)
                return
            if self.headers.get("Content-Encoding") == "gzip":
                data = gzip.decompress(data)
            query = urllib.parse.parse_qs(url.query)
            body = json.loads(data or b"{}")
            with self.changes.lock:
                found = Rest(self.changes).answer(self.command, path, query, who or "developer", body)
                # Gerrit puts this line before its JSON, and clients skip it
                answer = ")]}'\n" + json.dumps(found)
            self._reply(200, answer.encode(), "application/json; charset=UTF-8")
        except Refused as refused:
            extra = [("WWW-Authenticate", 'Basic realm="review"')] if refused.code == 401 else []
            self._reply(refused.code, str(refused).encode(), "text/plain", extra)

    do_GET = do_POST = do_PUT = do_HEAD = respond

    def _account(self) -> Optional[str]:
        scheme, _, value = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Basic":
            return None
        name, _, password = base64.b64decode(value).decode().partition(":")
        return name if self.passwords.get(name) == password else None

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            body += self.rfile.read(size)
            self.rfile.readline()
            if not size:
                return body

    def _reply(self, code: int, data: bytes, kind: str, extra: Iterable[Tuple[str, str]] = ()) -> None:
        self.send_response(code)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(data))), *extra):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _git(self, project: str, tail: str, query: str, who: Optional[str], data: bytes) -> None:
        if not self.changes.repositories.exists(project):
            raise Refused(404, f"no project {project}")
        if "receive-pack" in tail + query and who is None:
            raise Refused(401, "an account is needed to push")
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": self.changes.repositories.top,
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "PATH_INFO": f"/{project}.git{tail}",
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(data)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "REMOTE_USER": who or "",
            "REMOTE_ADDR": self.client_address[0],
        }
        if tail == "/git-receive-pack":
            with self.changes.lock:
                before = self.changes.repositories.references(project)
                output = self._backend(environment, data)
                self.changes.after_push(project, before, who or "")
        else:
            output = self._backend(environment, data)
        head, _, content = output.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        code = int(headers.pop("Status", "200").split()[0])
        self._reply(code, content, headers.pop("Content-Type", "text/plain"), headers.items())

    @staticmethod
    def _backend(environment: Dict[str, str], data: bytes) -> bytes:
        command = ["git", "http-backend"]
        return subprocess.run(
            command, input=data, env=environment, stdout=subprocess.PIPE, check=False
        ).stdout


def serve(changes: Changes, passwords: Dict[str, str], address: Tuple[str, int]) -> None:
    """Answer requests until the process is ended."""
    Handler.changes = changes
    Handler.passwords = passwords
    ThreadingHTTPServer(address, Handler).serve_forever()
