import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { run } from '../command';
import { inside, repository, venv } from '../paths';
import {
  dockerHubAccounts,
  dockerHubRegistry,
  intermediateRegistry,
  intermediateRegistryName,
  intermediateRegistryPort,
  notificationPort,
} from './addresses';
import { startDaemon, waitForDaemon } from './daemon';
import { answers } from './http';
import type { Namespaces } from '../hosts/namespaces';
import { passwords, registryUser } from './passwords';

const program = path.join(venv, 'go/bin/registry');

// otherwise it looks for a collector of traces, and complains
const environment = { OTEL_TRACES_EXPORTER: 'none' };

const configuration = (name: string, address: string, auth: unknown, more: object = {}): string =>
  stringify({
    version: 0.1,
    log: { level: 'info', accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: `${inside}/registries/${name}` },
      delete: { enabled: true },
    },
    http: {
      addr: address,
      tls: { certificate: `${inside}/tls/server.crt`, key: `${inside}/tls/server.key` },
      secret: name,
    },
    auth,
    ...more,
  });

/** Starts the registry that carries images between changes: distribution with TLS and one account. */
export const startIntermediateRegistry = async (namespaces: Namespaces): Promise<void> => {
  const folder = path.join(namespaces.state, 'etc');
  mkdirSync(folder, { recursive: true });
  const password = passwords(namespaces.state).intermediateRegistry;
  const { stdout } = await run(['htpasswd', '-n', '-i', '-B', '-C', '5', registryUser], { input: password });
  writeFileSync(path.join(folder, 'intermediate.htpasswd'), stdout);
  const address = `${intermediateRegistry}:${intermediateRegistryPort}`;
  const auth = { htpasswd: { realm: 'intermediate', path: `${inside}/etc/intermediate.htpasswd` } };
  writeFileSync(path.join(folder, 'intermediate.yaml'), configuration('intermediate', address, auth));
  const daemon = startDaemon(
    namespaces,
    'intermediate-registry',
    [program, 'serve', `${inside}/etc/intermediate.yaml`],
    environment,
  );
  const url = `https://${intermediateRegistryName}:${intermediateRegistryPort}/v2/`;
  await waitForDaemon(daemon, 20, () => answers(namespaces, url));
};

/** Starts what stands for Docker Hub: distribution, and a small server for accounts and the list of tags. */
export const startDockerHub = async (namespaces: Namespaces): Promise<void> => {
  const folder = path.join(namespaces.state, 'etc');
  mkdirSync(folder, { recursive: true });
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'docker-hub', alg: 'RS256', use: 'sig' };
  writeFileSync(path.join(folder, 'docker-hub-keys.json'), JSON.stringify({ keys: [key] }));
  const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' });
  writeFileSync(path.join(folder, 'docker-hub-key.pem'), pem, { mode: 0o600 });
  const auth = {
    token: {
      realm: 'https://auth.docker.io/token',
      service: 'registry.docker.io',
      issuer: 'auth.docker.io',
      jwks: `${inside}/etc/docker-hub-keys.json`,
    },
  };
  // what was published, by the registry's own word: the report compares it with what the builds say
  const notifications = {
    endpoints: [
      {
        name: 'record',
        url: `http://${dockerHubAccounts}:${notificationPort}/`,
        timeout: '5s',
        threshold: 3,
        backoff: '1s',
        ignore: { actions: ['pull', 'mount'], mediatypes: ['application/octet-stream'] },
      },
    ],
  };
  writeFileSync(
    path.join(folder, 'docker-hub.yaml'),
    configuration('docker-hub', `${dockerHubRegistry}:443`, auth, { notifications }),
  );
  const registry = startDaemon(
    namespaces,
    'docker-hub-registry',
    [program, 'serve', `${inside}/etc/docker-hub.yaml`],
    environment,
  );
  // ts-node reads its settings from the folder that it runs in
  const standIn = ['env', '-C', repository, process.execPath, '-r', 'ts-node/register/transpile-only'];
  const accounts = startDaemon(
    namespaces,
    'docker-hub-accounts',
    [...standIn, path.join(__dirname, 'docker-hub/server.ts'), dockerHubAccounts, inside],
    { NODE_EXTRA_CA_CERTS: `${inside}/tls/ca.pem` },
  );
  await waitForDaemon(registry, 20, () => answers(namespaces, 'https://registry-1.docker.io/v2/'));
  await waitForDaemon(accounts, 20, () => answers(namespaces, 'https://hub.docker.com/'));
};

/** Digests by reference ("repository:tag"). */
export type Tags = Readonly<Record<string, string>>;

/** The registries whose storage can be read. */
export type Storage = 'docker-hub' | 'intermediate';

/** Every tag of a registry, as it has stored it. */
export const storedTags = (state: string, storage: Storage): Tags => {
  const folder = path.join(state, 'registries', storage, 'docker/registry/v2/repositories');
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const links = files.flatMap((file) => {
    const found = /^(.+)\/_manifests\/tags\/([^/]+)\/current\/link$/.exec(file);
    return found === null
      ? []
      : [[`${found[1]}:${found[2]}`, readFileSync(path.join(folder, file), 'utf8')] as const];
  });
  return Object.fromEntries(links);
};

/** Every tag at the rehearsal's Docker Hub. */
export const dockerHubTags = (state: string): Tags => storedTags(state, 'docker-hub');
