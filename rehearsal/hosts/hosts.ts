import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, spawnDetached, until } from '../command';
import { dockerStorage, hostKey, hostLayer, hostRoot, inside } from '../paths';
import type { Generation } from './generations';
import { cgroupMounts, entering, runInside, type Namespaces } from './namespaces';
import { connectHost, hostAddress, writeHostsFile } from './network';

/** A disposable machine: systemd, sshd, docker and podman of its own. */
export interface Host {
  readonly name: string;
  readonly address: string;
}

/** Which hosts to start. */
export interface HostOptions {
  readonly generation: Generation;
  readonly count: number;
  /** Whether docker starts with the images that the set-up made. */
  readonly images: boolean;
  /** More names for /etc/hosts of the hosts. */
  readonly names?: Readonly<Record<string, string>>;
}

/** Folders in which docker keeps images; one of them is containerd's. */
export const storageFolders = ['docker', 'containerd'] as const;

/** Options of ssh for hosts that live for minutes. */
export const sshOptions = [
  'StrictHostKeyChecking=no',
  'UserKnownHostsFile=/dev/null',
  'LogLevel=ERROR',
  'ConnectTimeout=5',
].flatMap((option) => ['-o', option]);

/** Command line that runs a command on a host as its user zuul; to be run inside the namespaces. */
export const ssh = (host: Host, command: string, user = 'zuul'): readonly string[] => [
  'ssh',
  '-n',
  '-i',
  hostKey,
  ...sshOptions,
  `${user}@${host.address}`,
  command,
];

const makeCgroups = (namespaces: Namespaces, host: string): readonly string[] =>
  cgroupMounts().map((mount) => {
    const group = path.join(mount, namespaces.cgroup);
    const own = path.join(group, host);
    for (const folder of [group, own]) {
      if (!existsSync(folder)) mkdirSync(folder);
      // cgroup v1: a cpuset takes no process before it has processors and memory
      for (const file of ['cpuset.cpus', 'cpuset.mems'])
        if (existsSync(path.join(mount, file)) && existsSync(path.join(folder, file)))
          writeFileSync(path.join(folder, file), readFileSync(path.join(mount, file)));
    }
    // cgroup v2: only what is handed down can be used below
    const control = path.join(group, 'cgroup.subtree_control');
    if (existsSync(control) && mount === '/sys/fs/cgroup') {
      const controllers = readFileSync(path.join(group, 'cgroup.controllers'), 'utf8').trim().split(' ');
      writeFileSync(control, controllers.map((name) => `+${name}`).join(' '));
    }
    return own;
  });

// $1 folder of the host, $2 its name, the rest: control groups
const bootProgram = `
set -e
folder=$1 name=$2; shift 2
for group; do echo 0 >"$group/cgroup.procs"; done
export SYSTEMD_NSPAWN_API_VFS_WRITABLE=yes SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
exec systemd-nspawn --quiet --boot --register=no --keep-unit --machine="$name" --directory="$folder/merged" \
  --network-namespace-path="/run/netns/$name" --private-users=no --capability=all \
  --system-call-filter='@keyring bpf' --resolv-conf=off --timezone=off --link-journal=no --console=pipe \
  --bind="$folder/docker:/var/lib/docker" --bind="$folder/containerd:/var/lib/containerd" \
  --bind="$folder/podman:/var/lib/containers" \
  --bind="$folder/user:/home/zuul/.local/share/containers"
`;

const boot = async (namespaces: Namespaces, host: Host, n: number, options: HostOptions): Promise<void> => {
  const { name: generation, suite } = options.generation;
  const outside = path.join(namespaces.state, 'hosts', host.name);
  const folder = `${inside}/hosts/${host.name}`;
  for (const part of ['upper', 'work', 'merged', ...storageFolders, 'podman', 'user'])
    mkdirSync(path.join(outside, part), { recursive: true });
  // docker cannot put its own overlays on an overlay, so its storage are plain folders
  if (options.images) await run(['cp', '-a', `${dockerStorage(generation)}/.`, outside]);
  await connectHost(namespaces, host.name, n);
  const lower = [hostLayer(generation), hostRoot(suite)].join(':');
  const layers = `lowerdir=${lower},upperdir=${folder}/upper,workdir=${folder}/work`;
  await runInside(namespaces, ['mount', '-t', 'overlay', 'overlay', '-o', layers, `${folder}/merged`]);
  await runInside(namespaces, ['cp', `${inside}/hosts/etc-hosts`, `${folder}/merged/etc/hosts`]);
  await runInside(namespaces, ['sh', '-c', `echo ${host.name} >${folder}/merged/etc/hostname`]);
  await runInside(namespaces, ['chown', '1000:1000', `${folder}/user`]);
  const groups = makeCgroups(namespaces, host.name);
  spawnDetached(
    entering(namespaces, ['setsid', 'bash', '-c', bootProgram, 'boot', folder, host.name, ...groups]),
    path.join(outside, 'console.log'),
  );
};

const waitForHost = async (namespaces: Namespaces, host: Host): Promise<void> => {
  const look = path.join(namespaces.state, 'hosts', host.name, 'console.log');
  const ready = entering(namespaces, ssh(host, 'docker version'));
  await until(
    `ssh and docker of ${host.name}`,
    60,
    async () => (await run(ready, { accept: [1, 255] })).code === 0,
    look,
  );
};

const requireSetUp = ({ generation: { name, suite }, images }: HostOptions): void => {
  const needed = [hostRoot(suite), hostLayer(name), ...(images ? [dockerStorage(name)] : [])];
  if (!needed.every((folder) => existsSync(folder)))
    throw new Error(`hosts ${name} are not set up here; first: image-gate setup --hosts ${name}`);
};

/** Starts hosts called node1, node2, ...; returns when ssh and docker of all of them answer. */
export const startHosts = async (namespaces: Namespaces, options: HostOptions): Promise<readonly Host[]> => {
  requireSetUp(options);
  const hosts = Array.from({ length: options.count }, (_, index) => ({
    name: `node${index + 1}`,
    address: hostAddress(index + 1),
  }));
  mkdirSync(path.join(namespaces.state, 'hosts'), { recursive: true });
  const names = { ...options.names, ...Object.fromEntries(hosts.map((host) => [host.name, host.address])) };
  writeHostsFile(path.join(namespaces.state, 'hosts', 'etc-hosts'), names);
  for (const [index, host] of hosts.entries()) await boot(namespaces, host, index + 1, options);
  await Promise.all(hosts.map((host) => waitForHost(namespaces, host)));
  return hosts;
};

/** The hosts that a state folder knows. */
export const listHosts = (state: string): readonly Host[] => {
  const folder = path.join(state, 'hosts');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('node')) : [];
  return names.sort().map((name) => ({ name, address: hostAddress(Number(name.slice('node'.length))) }));
};
