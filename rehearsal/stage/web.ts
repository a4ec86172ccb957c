import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { spawnDetached } from '../command';
import { inside } from '../paths';
import { zuulWebPort } from './addresses';
import { startDaemon, waitForDaemon } from './daemon';
import { answers } from './http';
import type { Namespaces } from '../hosts/namespaces';

const configuration = (port: number): string => `error_log stderr;
pid ${inside}/run/nginx.pid;
events {}
http {
  access_log off;
  include /etc/nginx/mime.types;
  types { text/plain log; }
  client_body_temp_path ${inside}/run/nginx-body;
  proxy_temp_path ${inside}/run/nginx-proxy;
  fastcgi_temp_path ${inside}/run/nginx-fastcgi;
  uwsgi_temp_path ${inside}/run/nginx-uwsgi;
  scgi_temp_path ${inside}/run/nginx-scgi;
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  server {
    listen 127.0.0.1:${port};
    listen unix:${inside}/run/web.sock;
    location /logs/ {
      alias ${inside}/logs/;
      autoindex on;
    }
    location / {
      proxy_pass http://127.0.0.1:${zuulWebPort};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $http_host;
    }
  }
}
`;

/** A free port of the machine's loopback address. */
export const freePort = (wanted: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => resolve(freePort(wanted + 1)));
    probe.once('listening', () => probe.close((error) => (error ? reject(error) : resolve(wanted))));
    probe.listen(wanted, '127.0.0.1');
  });

/** Starts one web server for Zuul's page and the logs, reachable under the same URL inside and on the machine. */
export const startWeb = async (namespaces: Namespaces, port: number): Promise<void> => {
  writeFileSync(path.join(namespaces.state, 'etc', 'nginx.conf'), configuration(port));
  const nginx = ['nginx', '-c', `${inside}/etc/nginx.conf`, '-e', 'stderr', '-g', 'daemon off;'];
  const daemon = startDaemon(namespaces, 'web', nginx);
  await waitForDaemon(daemon, 20, () => answers(namespaces, `http://127.0.0.1:${port}/logs/`));
  // In the network of the machine, but among the processes of the rehearsal: it ends with them.
  const join = ['nsenter', '--target', String(namespaces.holder.pid), '--mount', '--pid', '--'];
  const listen = `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr`;
  spawnDetached(
    [...join, 'socat', listen, `UNIX-CONNECT:${inside}/run/web.sock`],
    path.join(namespaces.state, 'log', 'forward.log'),
  );
};
