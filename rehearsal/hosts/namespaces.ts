import { mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, spawnDetached, until, type CommandOptions, type CommandResult } from '../command';
import { inside } from '../paths';
import { children, identify, isRunning, type ProcessId } from '../process';

/**
 * Namespaces of one rehearsal (mounts, network, processes). Their first process holds them: when it dies, the kernel
 * ends every process in them and takes mounts and interfaces away, also after a crash of this program.
 */
export interface Namespaces {
  readonly holder: ProcessId;
  readonly state: string;
  /** Name of the cgroup below which the hosts live. */
  readonly cgroup: string;
}

// A first process has to reap what others leave; `wait` does.
const holderProgram = 'while :; do sleep 86400 & wait; done';

const recordOf = (state: string): string => path.join(state, 'namespaces.json');

/** Command line that runs a command in the namespaces, with an environment of its own. */
export const entering = (
  namespaces: Namespaces,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  directory = inside,
): readonly string[] => [
  ...[
    'nsenter',
    '--target',
    String(namespaces.holder.pid),
    '--mount',
    '--net',
    '--pid',
    '--ipc',
    '--uts',
    '--',
  ],
  ...['env', '-i', '-C', directory, 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ...[
    'LANG=C.UTF-8',
    `HOME=${inside}`,
    ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
  ],
  ...argv,
];

/** Runs a command in the namespaces. */
export const runInside = (
  namespaces: Namespaces,
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> => run(entering(namespaces, argv), options);

/** The namespaces that a state folder belongs to, if they are still there. */
export const findNamespaces = (state: string): Namespaces | undefined => {
  try {
    const record = JSON.parse(readFileSync(recordOf(state), 'utf8')) as Namespaces;
    return isRunning(record.holder) ? record : undefined;
  } catch {
    return undefined;
  }
};

/** Makes the namespaces; inside, the state folder is mounted at a short path and the network is empty. */
export const createNamespaces = async (state: string): Promise<Namespaces> => {
  mkdirSync(state, { recursive: true, mode: 0o755 });
  const flags = ['--mount', '--net', '--pid', '--ipc', '--uts', '--fork', '--kill-child', '--mount-proc'];
  const outer = spawnDetached(
    ['unshare', ...flags, 'bash', '-c', holderProgram],
    path.join(state, 'namespaces.log'),
  );
  let pid = 0;
  await until(
    'namespaces',
    10,
    () => (pid = children(outer)[0] ?? 0) > 0,
    path.join(state, 'namespaces.log'),
  );
  const namespaces: Namespaces = { holder: identify(pid), state, cgroup: `image-gate.${pid}` };
  writeFileSync(recordOf(state), JSON.stringify(namespaces));
  const enter = (...argv: string[]): Promise<CommandResult> =>
    run(['nsenter', '--target', String(pid), '--mount', '--net', '--uts', '--', ...argv]);
  // --mount-proc is done by the child itself: entering before that would see the machine's processes
  await until('/proc of the namespaces', 10, async () => {
    const seen = await run([
      'nsenter',
      '--target',
      String(pid),
      '--mount',
      '--pid',
      '--',
      'cat',
      '/proc/1/cmdline',
    ]);
    return seen.stdout.includes('sleep 86400');
  });
  await enter('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run');
  await enter('mkdir', '-p', inside, '/run/netns', '/run/lock');
  await enter('mount', '--bind', state, inside);
  await enter('hostname', 'rehearsal');
  await enter('ip', 'link', 'set', 'lo', 'up');
  return namespaces;
};

/** Mount points of the control group hierarchies (one with cgroup v2, several with v1). */
export const cgroupMounts = (): readonly string[] => {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').trim().split('\n');
  const points = mounts.map((line) => line.split(' ')).filter((fields) => /^cgroup2?$/.test(fields[2] ?? ''));
  return [...new Set(points.map((fields) => fields[1] ?? ''))];
};

const removeCgroup = (folder: string): void => {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeCgroup(path.join(folder, entry.name));
  rmdirSync(folder);
};

/** Ends every process of the namespaces and with them mounts and network; then removes their control groups. */
export const endNamespaces = async (namespaces: Namespaces): Promise<void> => {
  if (isRunning(namespaces.holder)) process.kill(namespaces.holder.pid, 'SIGKILL');
  await until('end of all processes', 30, () => !isRunning(namespaces.holder));
  for (const mount of cgroupMounts()) {
    const folder = path.join(mount, namespaces.cgroup);
    // the kernel lets go of a group a moment after its last process
    await until(`removal of ${folder}`, 20, () => {
      try {
        removeCgroup(folder);
        return true;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ENOENT';
      }
    });
  }
};
