import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { hostKey, inside, venv } from '../../paths';
import { reviewName, reviewSshPort, reviewUrl, zuulWebPort } from '../addresses';
import type { Namespaces } from '../../hosts/namespaces';
import { databaseUri } from './database';
import { zookeeperPort } from './zookeeper';

/** The one tenant of the rehearsal's Zuul. */
export const tenant = 'rehearsal';

/** Who signs tokens of the tenant's administrator, and for whom. */
export const administrator = { issuer: 'rehearsal', audience: 'zuul.rehearsal' } as const;

/** What Zuul's configuration depends on. */
export interface ZuulOptions {
  readonly configProjects: readonly string[];
  readonly untrustedProjects: readonly string[];
  /** How a browser on the machine reaches Zuul. */
  readonly url: string;
  /** Password of Zuul's account at code review. */
  readonly reviewPassword: string;
  /** Key that signs the tokens of the tenant's administrator. */
  readonly administratorKey: string;
}

type Section = Readonly<Record<string, string | number | boolean>>;

const ini = (sections: Readonly<Record<string, Section>>): string =>
  Object.entries(sections)
    .map(([name, values]) =>
      [`[${name}]`, ...Object.entries(values).map(([key, value]) => `${key}=${value}`), ''].join('\n'),
    )
    .join('\n');

const zuulConf = (options: ZuulOptions): string => {
  const socket = (name: string): string => `${inside}/run/${name}.sock`;
  return ini({
    zookeeper: {
      hosts: `localhost:${zookeeperPort}`,
      tls_cert: `${inside}/tls/server.crt`,
      tls_key: `${inside}/tls/server.key`,
      tls_ca: `${inside}/tls/ca.pem`,
    },
    keystore: { password: 'rehearsal' },
    database: { dburi: databaseUri },
    scheduler: {
      tenant_config: `${inside}/etc/tenants.yaml`,
      state_dir: `${inside}/zuul`,
      command_socket: socket('scheduler'),
    },
    web: { listen_address: '127.0.0.1', port: zuulWebPort, root: options.url, command_socket: socket('web') },
    launcher: { command_socket: socket('launcher'), temp_dir: `${inside}/zuul` },
    executor: {
      hostname: 'localhost',
      private_key_file: `${inside}/etc/node-key`,
      default_username: 'zuul',
      state_dir: `${inside}/zuul`,
      command_socket: socket('executor'),
      job_dir: `${inside}/builds`,
      git_dir: `${inside}/git/executor`,
      manage_ansible: false,
      ansible_root: path.join(venv, 'ansible'),
      variables: `${inside}/etc/site-variables.yaml`,
      trusted_rw_paths: `${inside}/logs`,
      disk_limit_per_job: -1,
      // the defaults hold back builds on a small machine
      load_multiplier: 50,
      min_avail_hdd: 1,
      min_avail_mem: 1,
    },
    merger: { git_dir: `${inside}/git/merger`, git_user_email: 'zuul@example.test', git_user_name: 'Zuul' },
    'connection gerrit': {
      driver: 'gerrit',
      server: reviewName,
      canonical_hostname: reviewName,
      baseurl: reviewUrl,
      port: reviewSshPort,
      user: 'zuul',
      sshkey: `${inside}/etc/node-key`,
      password: options.reviewPassword,
      auth_type: 'basic',
    },
    'connection static': { driver: 'static' },
    'auth rehearsal': {
      driver: 'HS256',
      realm: 'rehearsal',
      default: true,
      client_id: administrator.audience,
      issuer_id: administrator.issuer,
      secret: options.administratorKey,
      allow_authz_override: true,
    },
    webclient: { url: options.url },
  });
};

/** Writes zuul.conf, the tenant file and the site's variables. */
export const writeZuulConfiguration = (namespaces: Namespaces, options: ZuulOptions): void => {
  const { state } = namespaces;
  for (const folder of ['etc', 'run', 'zuul', 'builds', 'git', 'logs'])
    mkdirSync(path.join(state, folder), { recursive: true });
  const write = (name: string, text: string): void =>
    writeFileSync(path.join(state, 'etc', name), text, { mode: 0o600 });
  write('zuul.conf', zuulConf(options));
  const main = (name: string): unknown => ({ [name]: { 'load-branch': 'main' } });
  write(
    'tenants.yaml',
    stringify([
      {
        tenant: {
          name: tenant,
          'max-nodes-per-job': 10,
          source: {
            gerrit: {
              'config-projects': options.configProjects.map(main),
              'untrusted-projects': options.untrustedProjects,
            },
          },
        },
      },
    ]),
  );
  write(
    'site-variables.yaml',
    stringify({
      rehearsal_logs: `${inside}/logs`,
      rehearsal_log_url: `${options.url}/logs`,
      rehearsal_zuul: options.url,
    }),
  );
  cpSync(hostKey, path.join(state, 'etc', 'node-key'));
  cpSync(`${hostKey}.pub`, path.join(state, 'etc', 'node-key.pub'));
};
