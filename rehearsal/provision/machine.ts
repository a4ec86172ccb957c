import { existsSync, readFileSync } from 'node:fs';
import { run } from '../command';
import { missingPackages } from './packages';

const osRelease = (): Readonly<Record<string, string>> => {
  const file = '/etc/os-release';
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf('=')),
      line.slice(line.indexOf('=') + 1).replaceAll('"', ''),
    ]),
  );
};

const supported: Readonly<Record<string, number>> = { debian: 12, ubuntu: 24.04 };

/** Python of the system; environments are made with it because Zuul's sandbox shows /usr, and hides /root and /opt. */
const python = '/usr/bin/python3';

const versionOf = async (program: string): Promise<readonly [number, number]> => {
  const { stdout } = await run([program, '-c', 'import sys; print(*sys.version_info[:2])']);
  const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number);
  return [major, minor];
};

const pythonProblem = async (): Promise<readonly string[]> => {
  if (!existsSync(python)) return []; // comes with the packages, or is listed among them
  const [major, minor] = await versionOf(python);
  return major === 3 && minor >= 11 ? [] : [`${python} is ${major}.${minor}, Zuul needs 3.11 or newer`];
};

/** The Python with which environments are made: the system's, or the one that is found first where that is too old. */
export const pythonHere = async (): Promise<string> =>
  existsSync(python) && (await pythonProblem()).length === 0 ? python : 'python3';

/** Everything that keeps this machine from a rehearsal and that the set-up cannot change; empty when all is well. */
export const machineProblems = async (): Promise<readonly string[]> => {
  if (process.platform !== 'linux')
    return [
      `this is ${process.platform}; a rehearsal needs Linux (Debian 12 or newer, Ubuntu 24.04 or newer)`,
    ];
  const problems: string[] = [];
  if (process.getuid?.() !== 0)
    problems.push('not root: namespaces, mounts and hosts need it; run the same command with sudo');
  const { ID: id = 'unknown', VERSION_ID: version = '', PRETTY_NAME: name = id } = osRelease();
  const isSupported = id in supported && Number(version || Infinity) >= (supported[id] ?? Infinity);
  if (!isSupported) {
    problems.push(
      `this is ${name}; packages are installed only on Debian 12 or newer and Ubuntu 24.04 or newer`,
    );
    for (const { name: wanted, file, purpose } of missingPackages())
      problems.push(`missing: ${file} (Debian's package ${wanted}; ${purpose})`);
  }
  return [...problems, ...(await pythonProblem())];
};
