"""The registry's own certificate, made by openssl for one job."""

from __future__ import annotations

import ipaddress
import os

from ansible.module_utils.image_gate.node.command import find_command, last_lines, run_command
from ansible.module_utils.image_gate.node.node_error import NodeError
from ansible.module_utils.image_gate.text.names import BUILDSET_ALIAS as ALIAS
from ansible.module_utils.image_gate.text.names import is_ip

DAYS = 7
COMMON_NAME_LENGTH = 64  # RFC 5280, appendix A.1

# An openssl.cnf instead of -addext, which old versions lack. The certificate calls itself an authority,
# because Fedora's trust store leaves others out; without keyCertSign it vouches for nothing but itself.
REQUEST = """\
[req]
prompt = no
distinguished_name = subject
x509_extensions = extensions
[subject]
CN = {name}
[extensions]
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
subjectAltName = {alternatives}
"""
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-pkeyopt", "ec_param_enc:named_curve")


def alternative_names(host: str) -> list[str]:
    """Names that the certificate is good for; an address is no DNS name (RFC 5280, 4.2.1.6)."""
    own = f"IP:{ipaddress.ip_address(host)}" if is_ip(host) else f"DNS:{host}"
    return list(dict.fromkeys((f"DNS:{ALIAS}", own, "IP:127.0.0.1")))


def require_openssl() -> str:
    """Path of openssl; raises NodeError."""
    command = find_command("openssl")
    if command is None:
        raise NodeError("openssl is not installed on this node. Install the package openssl.")
    return command


def make_certificate(host: str, folder: str) -> None:
    """Write ``key.pem`` (0600) and ``cert.pem`` to the folder; good for a week."""
    names = ", ".join(alternative_names(host))
    common = ALIAS if is_ip(host) or len(host) > COMMON_NAME_LENGTH else host
    request, key, cert = (os.path.join(folder, name) for name in ("openssl.cnf", "key.pem", "cert.pem"))
    with open(request, "w", encoding="utf-8") as stream:
        stream.write(REQUEST.format(name=common, alternatives=names))
    os.close(os.open(key, os.O_CREAT | os.O_WRONLY, 0o600))
    form = ("req", "-x509", "-batch", "-config", request, *KEY, "-nodes", "-sha256", "-days", str(DAYS))
    done = run_command(require_openssl(), *form, "-keyout", key, "-out", cert)
    os.remove(request)
    if done.returncode != 0:
        raise NodeError(f"openssl cannot make a certificate for {names}: {last_lines(done.stderr)}")
