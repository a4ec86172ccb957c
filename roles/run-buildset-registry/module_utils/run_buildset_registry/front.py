"""Configuration of nginx in front of the store: one port, everybody reads, one user writes.

nginx plays the token service to which registries send their clients: whoever proves to be the writer gets a
token that may write, everybody else one that may read. dockerd never authenticates to a mirror, so reading is
open. A client that writes without a token is asked for the account itself.

The blobs of all repositories are one pool for the writer, as a build pushes an image whose base another repository
has: asked for a blob that the repository lacks, nginx makes it known there if the store has it, the way the store does
at the end of an upload or of a mount (a link file in its folders, which are the same in distribution 2 and 3).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

CONFIGURATION = r"""
user root;
worker_processes auto;
pid @SCRATCH@/nginx.pid;
error_log stderr warn;

events {
  worker_connections 4096;
}

http {
  # Neither headers nor query strings: those carry accounts.
  log_format plain '$remote_addr [$time_iso8601] "$request_method $uri" $status '
                   '$body_bytes_sent $request_length $request_time "$http_user_agent"';
  access_log /dev/stdout plain;
  server_tokens off;

  client_body_temp_path @SCRATCH@/body;
  proxy_temp_path @SCRATCH@/proxy;
  fastcgi_temp_path @SCRATCH@/fastcgi;
  uwsgi_temp_path @SCRATCH@/uwsgi;
  scgi_temp_path @SCRATCH@/scgi;

  # Regular expressions, because plain keys of a map ignore case.
  map $http_authorization $client {
    default anonymous;
    "~^(?i:basic) +@BASIC@$" writer;
    "~^(?i:bearer) +@TOKEN@$" writer;
    "~^(?i:basic) " stranger;
    "~^(?i:bearer) " reader;
  }
  map $client $token {
    default read;
    writer @TOKEN@;
  }
  # docker shows mirrors the account that it has for Docker Hub: good enough for reading, for nothing else.
  map "$client $arg_scope" $known {
    default yes;
    "~^stranger .*(:|%3[Aa])pull$" yes;
    "~^stranger " no;
  }
  map "$client $request_method $uri" $allowed {
    default no;
    "~^writer " yes;
    "~^(anonymous|stranger) [A-Z]+ /v2/$" no;
    "~^[a-z]+ (GET|HEAD) " yes;
  }

  # Who asks whether a blob is there is about to push it. Only who could upload it makes it known in one more
  # repository. Who shows no account is asked for it; a wrong one is told when it comes to writing.
  map "$client $request_method" $linking {
    default none;
    "~^(anonymous|reader) HEAD$" refused;
    "writer HEAD" allowed;
  }

  # Who writes shows the account at once: the containerd store of docker asks for tokens with a client that trusts
  # the authorities of the time when dockerd started. Mirrors are read by clients that know tokens only.
  map $request_method $challenge {
    default 'Bearer realm="https://$http_host/token",service="registry"';
    "~^(POST|PUT|PATCH|DELETE)$" 'Basic realm="registry"';
  }

  upstream store {
    server unix:@SOCKET@;
    keepalive 32;
  }
  upstream links {
    server unix:@SCRATCH@/links.sock;
  }

  # A request within nginx is always a GET: this one can be told to write.
  server {
    listen unix:@SCRATCH@/links.sock;
    access_log off;
    root @STORAGE@/repositories;
    dav_methods PUT;
    create_full_put_path on;
    dav_access group:rw all:rw;
  }

  server {
@LISTEN@
    ssl_certificate @FOLDER@/cert.pem;
    ssl_certificate_key @FOLDER@/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:tls:1m;
    keepalive_timeout 300s;
    keepalive_requests 100000;
    client_max_body_size 0;
    client_body_timeout 900s;
    send_timeout 900s;

    location / {
      return 404;
    }

    location = /token {
      default_type application/json;
      # containerd and BuildKit try POST first and go on with GET after a 404.
      if ($request_method != GET) {
        return 404;
      }
      if ($known = no) {
        return 401 '{"errors":[{"code":"UNAUTHORIZED","message":"wrong user name or password"}]}';
      }
      return 200 '{"token":"$token","access_token":"$token","expires_in":86400}';
    }

    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Proto https;
    proxy_set_header Authorization "";
    # Layers of any size go straight through, in both directions.
    proxy_request_buffering off;
    proxy_buffering off;
    proxy_connect_timeout 10s;
    proxy_send_timeout 900s;
    proxy_read_timeout 900s;

    location /v2/ {
      error_page 401 = @challenge;
      if ($allowed = no) {
        return 401;
      }
      proxy_pass http://store;
    }

    location ~ "^/v2/(?<repository>[a-z0-9][a-z0-9._/-]*)/blobs/sha256:(?<hex>(?<start>[0-9a-f]{2})[0-9a-f]{62})$" {
      error_page 401 = @challenge;
      if ($allowed = no) {
        return 401;
      }
      proxy_intercept_errors on;
      error_page 404 = @pool;
      recursive_error_pages on;
      proxy_pass http://store;
    }

    location @pool {
      error_page 401 = @account;
      auth_request /link;
      proxy_pass http://store;
    }

    location = /link {
      internal;
      if ($linking = none) {
        return 204;
      }
      if (!-f @STORAGE@/blobs/sha256/$start/$hex/data) {
        return 204;
      }
      if ($linking = refused) {
        return 401;
      }
      proxy_method PUT;
      proxy_set_body sha256:$hex;
      proxy_pass http://links/$repository/_layers/sha256/$hex/link;
    }

    location @account {
      add_header WWW-Authenticate 'Basic realm="registry"' always;
      return 401;
    }

    location @challenge {
      default_type application/json;
      add_header WWW-Authenticate $challenge always;
      add_header Docker-Distribution-Api-Version registry/2.0 always;
      # Not the usual "authentication required": dockerd would try again for 50 s.
      return 401 '{"errors":[{"code":"UNAUTHORIZED","message":"writing takes the account of the registry"}]}';
    }
  }
}
"""


def write_token(password: str) -> str:
    """The writer's bearer token; follows from the password, so that the same password gives the same file."""
    return hmac.new(
        password.encode(), b"buildset registry: bearer token of the writer", hashlib.sha256
    ).hexdigest()


def basic(username: str, password: str) -> str:
    """The value after "Basic" in an Authorization header (RFC 7617)."""
    return base64.b64encode(f"{username}:{password}".encode()).decode()


@dataclass(frozen=True)
class Places:
    """Where the front finds what it needs, inside its container.

    ``folder`` has the certificate and its key, ``socket`` is the store's, ``storage`` is the root directory of the
    store's filesystem driver, ``scratch`` is for files that end with nginx.
    """

    port: int
    folder: str
    socket: str
    storage: str
    scratch: str = "/tmp"


def configuration(username: str, password: str, places: Places, *, ipv6: bool) -> str:
    """Text of nginx.conf."""
    listen = [f"    listen {places.port} ssl;"] + ([f"    listen [::]:{places.port} ssl;"] if ipv6 else [])
    values = {
        "BASIC": re.escape(basic(username, password)),
        "TOKEN": write_token(password),
        "SOCKET": places.socket,
        "FOLDER": places.folder,
        "STORAGE": f"{places.storage}/docker/registry/v2",
        "SCRATCH": places.scratch,
        "LISTEN": "\n".join(listen),
    }
    return re.sub("@([A-Z]+)@", lambda found: values[found.group(1)], CONFIGURATION.lstrip())
