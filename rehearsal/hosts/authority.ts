import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { authority, hostKey } from '../paths';

/** Certificate of the authority that the hosts and the executor trust. */
export const authorityCertificate = path.join(authority, 'ca.crt');

/** Its key; signs the certificates of one rehearsal's servers. */
export const authorityKey = path.join(authority, 'ca.key');

/** Makes the certificate authority and the key pair that opens the hosts. */
export const makeKeys = async (): Promise<void> => {
  for (const folder of [authority, path.dirname(hostKey)])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(authorityCertificate))
    await run([
      ...['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650'],
      ...['-subj', '/CN=Image Gate rehearsal', '-keyout', authorityKey, '-out', authorityCertificate],
      ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ]);
  // Zuul reads keys with paramiko, which wants RSA in PEM form
  if (!existsSync(hostKey))
    await run([
      ...['ssh-keygen', '-q', '-t', 'rsa', '-b', '3072', '-m', 'PEM', '-N', ''],
      ...['-C', 'image-gate', '-f', hostKey],
    ]);
};
