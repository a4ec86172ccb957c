"""Certificates that the executor holds for a registry count as they do for skopeo."""

import os
import ssl
import subprocess
import threading

import pytest
from ansible.module_utils.image_gate.oci import certs_d
from ansible.module_utils.image_gate.oci.certs_d import Certificates, certificates_of
from ansible.module_utils.image_gate.oci.connection import Timeouts
from ansible.module_utils.image_gate.oci.errors import RegistryError
from ansible.module_utils.image_gate.oci.registry import Registry
from ansible.module_utils.image_gate.oci.retry import Retry

PLACES = ("user", "containers", "docker")


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """The three folders, in their order; none of them is there."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ZUUL_JOBDIR", raising=False)
    monkeypatch.setattr(certs_d, "SYSTEM", (str(tmp_path / "containers"), str(tmp_path / "docker")))
    return {
        "user": tmp_path / "home/.config/containers/certs.d",
        "containers": tmp_path / "containers",
        "docker": tmp_path / "docker",
    }


def _write(folder, host, name, text):
    place = folder / host
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(text)
    return str(place / name)


@pytest.mark.parametrize("place", PLACES)
def test_an_authority_of_the_executor_is_trusted(started, connect, tls, repository, folders, place):
    server = started("distribution-3.1")
    _write(folders[place], server.host, "ca.crt", tls.pem)
    assert connect(server, cert="").find_manifest(repository, "latest") is None


def test_it_is_one_more_beside_cert(started, connect, tls, repository, folders, tmp_path):
    server = started("distribution-3.1")
    _write(folders["docker"], server.host, "other.crt", _authority(tmp_path))
    assert connect(server).find_manifest(repository, "latest") is None
    _write(folders["docker"], server.host, "right.crt", tls.pem)
    _write(folders["docker"], server.host, "empty.crt", "no certificate\n")
    assert connect(server, cert=_authority(tmp_path)).find_manifest(repository, "latest") is None


def test_the_first_folder_counts_alone(started, connect, tls, repository, folders, tmp_path):
    server = started("distribution-3.1")
    _write(folders["docker"], server.host, "ca.crt", tls.pem)
    _write(folders["containers"], server.host, "ca.crt", _authority(tmp_path))
    with pytest.raises(
        RegistryError, match=f"put it into /etc/containers/certs.d/{server.host}/ca.crt on the exec"
    ):
        connect(server, cert="").find_manifest(repository, "latest")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.0.0.1:1"])
def test_another_port_is_another_registry(started, connect, tls, repository, folders, name):
    _write(folders["containers"], name, "ca.crt", tls.pem)
    with pytest.raises(RegistryError, match="certificate is not trusted"):
        connect(started("distribution-3.1"), cert="").find_manifest(repository, "latest")


def test_the_home_of_a_build_is_not_the_users(folders, tls, monkeypatch, tmp_path):
    _write(folders["user"], "quay.io", "ca.crt", tls.pem)
    path = _write(folders["docker"], "quay.io", "ca.crt", tls.pem)
    monkeypatch.setenv("ZUUL_JOBDIR", str(tmp_path))
    assert certificates_of("quay.io") == Certificates((path,))
    monkeypatch.setenv("ZUUL_JOBDIR", str(tmp_path / "elsewhere"))
    assert certificates_of("quay.io").authorities[0].startswith(str(folders["user"]))


@pytest.mark.parametrize("host", ["..", ".", "a/b"])
def test_names_that_leave_the_folder(folders, tls, host):
    _write(folders["docker"], "sub", "ca.crt", tls.pem)
    _write(folders["docker"], ".", "ca.crt", tls.pem)
    assert certificates_of(host) == Certificates()


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"client.cert": "x"}, "client.cert is there, but not client.key beside it"),
        ({"client.key": "x"}, "client.key is there, but not client.cert beside it"),
        ({"client.cert": "x", "client.key": "x"}, "client.cert with .* cannot be used"),
        (
            {"ca.crt": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"},
            "ca.crt is not a certificate",
        ),
    ],
)
def test_what_cannot_be_used_is_named(folders, files, problem):
    for name, text in files.items():
        _write(folders["docker"], "quay.io", name, text)
    with pytest.raises(RegistryError, match=f"^quay.io: cannot use this registry: .*{problem}"):
        Registry("quay.io")


def test_a_client_certificate_is_shown_to_the_registry(tls, folders):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls.certificate, tls.key)
    context.load_verify_locations(cadata=tls.pem)
    context.verify_mode = ssl.CERT_OPTIONAL
    with _tls_server(context) as (host, shown):
        for name, path in (("ca.crt", None), ("client.cert", tls.certificate), ("client.key", tls.key)):
            _write(folders["docker"], host, name, tls.pem if path is None else path.read_text())
        registry = Registry(host, retry=Retry(attempts=1), timeouts=Timeouts(5, 5))
        with pytest.raises(RegistryError):
            registry.get_manifest("acme/app", "latest")
        assert shown[0]


def _authority(directory):
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    make += ["-subj", "/CN=other", "-keyout", os.devnull]
    return subprocess.run(make, check=True, capture_output=True, text=True, cwd=directory).stdout


class _tls_server:
    """Shakes hands, notes the certificate of the other side, and hangs up."""

    def __init__(self, context):
        import socket

        self.listener, self.context, self.shown = socket.create_server(("127.0.0.1", 0)), context, []

    def __enter__(self):
        threading.Thread(target=self.run, daemon=True).start()
        return f"127.0.0.1:{self.listener.getsockname()[1]}", self.shown

    def run(self):
        connection, _ = self.listener.accept()
        with self.context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(1000)
            self.shown.append(secure.getpeercert(binary_form=True))

    def __exit__(self, *_):
        self.listener.close()


def test_a_link_that_leads_nowhere_is_passed_over(started, connect, tls, repository, folders):
    server = started("distribution-3.1")
    _write(folders["docker"], server.host, "ca.crt", tls.pem)
    (folders["docker"] / server.host / "a.crt").symlink_to("/nowhere/ca.crt")
    assert connect(server, cert="").find_manifest(repository, "latest") is None


def test_a_folder_in_the_place_of_a_certificate_is_named(folders):
    (folders["docker"] / "quay.io/ca.crt").mkdir(parents=True)
    with pytest.raises(RegistryError, match="quay.io/ca.crt cannot be read: Is a directory"):
        Registry("quay.io")
