"""`gerrit stream-events` over SSH."""

import os
import queue
import socket
import sys
import threading
from typing import Tuple

import paramiko
from changes import Changes


class Session(paramiko.ServerInterface):
    """Lets one key in, for one command."""

    def __init__(self, allowed_key: str) -> None:
        self._allowed = allowed_key
        self.command = ""
        self.commanded = threading.Event()

    def get_allowed_auths(self, username: str) -> str:
        """Offer keys only."""
        return "publickey"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        """Let the one key in."""
        return paramiko.AUTH_SUCCESSFUL if key.get_base64() == self._allowed else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        """Open any channel."""
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        """Take the command; whoever waits for it decides."""
        self.command = command.decode()
        self.commanded.set()
        return True


def _stream(connection: socket.socket, host_key: paramiko.PKey, allowed: str, changes: Changes) -> None:
    transport = paramiko.Transport(connection)
    events: queue.Queue[str] = queue.Queue()
    try:
        transport.add_server_key(host_key)
        session = Session(allowed)
        transport.start_server(server=session)
        channel = transport.accept(30)
        if channel is None or not session.commanded.wait(30):
            return
        if session.command != "gerrit stream-events":
            channel.sendall_stderr(b'only "gerrit stream-events" is understood\n')
            channel.send_exit_status(1)
            return
        changes.listeners.append(events)
        print("event stream open", file=sys.stderr)
        while transport.is_active() and not channel.closed:
            try:
                channel.sendall(events.get(timeout=1).encode())
            except queue.Empty:
                continue
    except (OSError, EOFError, paramiko.SSHException) as error:
        print("event stream:", repr(error), file=sys.stderr)
    finally:
        if events in changes.listeners:
            changes.listeners.remove(events)
        transport.close()


def serve(changes: Changes, folder: str, public_key_file: str, address: Tuple[str, int]) -> None:
    """Accept connections until the process is ended."""
    key_file = os.path.join(folder, "ssh_host_key")
    if not os.path.exists(key_file):
        paramiko.RSAKey.generate(2048).write_private_key_file(key_file)
    host_key = paramiko.RSAKey(filename=key_file)
    with open(public_key_file, encoding="utf-8") as file:
        allowed = file.read().split()[1]
    listener = socket.create_server(address)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=_stream, args=(connection, host_key, allowed, changes), daemon=True).start()
