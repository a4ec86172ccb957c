import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { run } from '../command';
import { isWanted, parts, type OfPart, type Part, type Use } from './parts';

/** A Debian package, a file by which to see that it is there, and what it is for. */
export interface Package extends OfPart {
  readonly name: string;
  readonly file: string;
  readonly purpose: string;
  /** Service that the package would start at every boot. */
  readonly service?: string;
}

/** What the machine needs, beside Node.js. */
const packages: readonly Package[] = [
  { name: 'git', part: 'hosts', file: '/usr/bin/git', purpose: 'repositories' },
  {
    name: 'curl',
    part: 'registries',
    file: '/usr/bin/curl',
    purpose: 'requests to the servers of the rehearsal',
  },
  { name: 'openssl', part: 'registries', file: '/usr/bin/openssl', purpose: 'certificates' },
  { name: 'openssh-client', part: 'hosts', file: '/usr/bin/ssh', purpose: 'connections to the hosts' },
  { name: 'rsync', part: 'hosts', file: '/usr/bin/rsync', purpose: "copies, by Zuul's base job" },
  { name: 'iproute2', part: 'hosts', file: '/bin/ip', purpose: 'network of the hosts' },
  { name: 'socat', part: 'hosts', file: '/usr/bin/socat', purpose: 'connections into that network' },
  { name: 'python3', part: 'tools', file: '/usr/bin/python3', purpose: 'Zuul and Ansible' },
  {
    name: 'python3-venv',
    part: 'tools',
    file: '/usr/share/doc/python3-venv',
    purpose: 'Python environments',
  },
  {
    name: 'python3-dev',
    part: 'registries',
    forTests: true,
    file: '/usr/bin/python3-config',
    purpose: 'compiling a module of zuul-registry',
  },
  {
    name: 'gcc',
    part: 'registries',
    forTests: true,
    file: '/usr/bin/gcc',
    purpose: 'compiling a module of zuul-registry',
  },
  {
    name: 'libc6-dev',
    part: 'registries',
    forTests: true,
    file: '/usr/include/stdlib.h',
    purpose: 'compiling a module of zuul-registry',
  },
  {
    name: 'debootstrap',
    part: 'hosts',
    file: '/usr/sbin/debootstrap',
    purpose: 'root file systems of the hosts',
  },
  {
    name: 'debian-archive-keyring',
    part: 'hosts',
    file: '/usr/share/keyrings/debian-archive-keyring.gpg',
    purpose: 'root file systems of the hosts',
  },
  { name: 'systemd-container', part: 'hosts', file: '/usr/bin/systemd-nspawn', purpose: 'hosts' },
  { name: 'bubblewrap', part: 'hosts', file: '/usr/bin/bwrap', purpose: "sandbox of Zuul's executor" },
  { name: 'default-jre-headless', part: 'hosts', file: '/usr/bin/java', purpose: 'ZooKeeper' },
  { name: 'zookeeper', part: 'hosts', file: '/usr/share/java/zookeeper.jar', purpose: 'Zuul' },
  {
    name: 'postgresql',
    part: 'hosts',
    file: '/usr/lib/postgresql',
    purpose: "Zuul's database",
    service: 'postgresql',
  },
  {
    name: 'nginx',
    part: 'registries',
    file: '/usr/sbin/nginx',
    purpose: 'front of a registry; web page of the rehearsal',
    service: 'nginx',
  },
  {
    name: 'docker-registry',
    part: 'registries',
    file: '/usr/bin/docker-registry',
    purpose: 'registry image',
    service: 'docker-registry',
  },
  { name: 'apache2-utils', part: 'registries', file: '/usr/bin/htpasswd', purpose: 'account of a registry' },
  { name: 'skopeo', part: 'registries', file: '/usr/bin/skopeo', purpose: 'pulling images; comparisons' },
];

/** The packages that these parts need, or those before them, and that are not there. */
export const missingPackages = (wanted: readonly Part[] = parts, use: Use = 'tests'): readonly Package[] =>
  packages.filter((each) => isWanted(each, wanted, use) && !existsSync(each.file));

const policy = '/usr/sbin/policy-rc.d';

/** Installs packages; their services neither start now nor at the next boot. */
export const installPackages = async (wanted: readonly Package[]): Promise<void> => {
  const apt = (...argv: string[]): Promise<unknown> =>
    run(['apt-get', '-q', ...argv], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  const ownPolicy = !existsSync(policy);
  if (ownPolicy) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', ...wanted.map(({ name }) => name));
  } finally {
    if (ownPolicy) rmSync(policy);
  }
  const services = wanted.flatMap(({ service }) => (service === undefined ? [] : [service]));
  if (existsSync('/usr/bin/systemctl') && services.length > 0)
    await run(['systemctl', 'disable', ...services]);
};

/** Where to get Debian packages for hosts from: this machine's own mirror, if it is Debian. */
export const debianMirror = async (): Promise<string> => {
  const read = async (): Promise<string | undefined> => {
    const format = '$(ORIGIN) $(REPO_URI)';
    const { stdout } = await run(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']);
    return stdout.split('\n').find((line) => line.startsWith('Debian '));
  };
  let line = await read();
  if (line === undefined) {
    await run(['apt-get', '-q', 'update']);
    line = await read();
  }
  return line?.split(' ')[1] ?? 'http://deb.debian.org/debian';
};
