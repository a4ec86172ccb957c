import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { authorityCertificate, authorityKey } from '../hosts/authority';
import { addresses, names } from './addresses';
import { mountOver } from '../hosts/network';
import type { Namespaces } from '../hosts/namespaces';

/** Makes the one certificate of the rehearsal's servers: tls/server.{crt,key,pem} and tls/ca.pem in the state. */
export const makeCertificates = async (state: string): Promise<void> => {
  const folder = path.join(state, 'tls');
  mkdirSync(folder, { recursive: true });
  const file = (name: string): string => path.join(folder, name);
  const dns = ['localhost', ...Object.keys(names)].map((name) => `DNS:${name}`);
  const ip = ['127.0.0.1', ...addresses].map((address) => `IP:${address}`);
  writeFileSync(file('extensions'), `subjectAltName=${[...dns, ...ip].join(',')}\n`);
  const request = ['openssl', 'req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=rehearsal'];
  await run([...request, '-keyout', file('server.key'), '-out', file('server.csr')]);
  await run([
    ...[
      'openssl',
      'x509',
      '-req',
      '-in',
      file('server.csr'),
      '-CA',
      authorityCertificate,
      '-CAkey',
      authorityKey,
    ],
    ...['-CAserial', file('ca.srl'), '-CAcreateserial', '-days', '30', '-extfile', file('extensions')],
    ...['-out', file('server.crt')],
  ]);
  // ZooKeeper tells the kind of a file by its name, and wants certificate and key in one
  writeFileSync(
    file('server.pem'),
    readFileSync(file('server.crt'), 'utf8') + readFileSync(file('server.key'), 'utf8'),
  );
  cpSync(authorityCertificate, file('ca.pem'));
};

/** Lets everything inside the namespaces trust the rehearsal's authority, as an operator's machines would. */
export const trustAuthority = async (namespaces: Namespaces): Promise<void> => {
  const folder = path.join(namespaces.state, 'ssl-certs');
  mkdirSync(folder, { recursive: true });
  const own = readFileSync(authorityCertificate, 'utf8');
  const bundle = readFileSync('/etc/ssl/certs/ca-certificates.crt', 'utf8') + own;
  writeFileSync(path.join(folder, 'ca-certificates.crt'), bundle);
  writeFileSync(path.join(folder, 'rehearsal.pem'), own);
  await run(['openssl', 'rehash', folder]);
  await mountOver(namespaces, folder, '/etc/ssl/certs');
};
