"""Start the stand-in for Gerrit.

usage: server.py FOLDER ADDRESS HTTP_PORT SSH_PORT PUBLIC_KEY BASE_URL

FOLDER holds `accounts.json` (name: password) and gets repositories and changes; PUBLIC_KEY is a file with the only
key that may read the event stream.
"""

import json
import os
import sys
import threading

import event_stream
import http_server
from changes import Changes
from git import Repositories


def main() -> None:
    """Serve until the process is ended."""
    folder, address, http_port, ssh_port, public_key, base_url = sys.argv[1:]
    with open(os.path.join(folder, "accounts.json"), encoding="utf-8") as file:
        passwords = json.load(file)
    repositories = Repositories(os.path.join(folder, "git"))
    os.makedirs(repositories.top, exist_ok=True)
    changes = Changes(folder, repositories, base_url, list(passwords))
    stream = (changes, folder, public_key, (address, int(ssh_port)))
    threading.Thread(target=event_stream.serve, args=stream, daemon=True).start()
    http_server.serve(changes, passwords, (address, int(http_port)))


if __name__ == "__main__":
    main()
