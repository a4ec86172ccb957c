import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { cache, venv } from '../paths';
import { pythonHere } from './machine';
import type { OfPart } from './parts';

/** A Python environment below .venv, with exact versions. */
export interface Environment extends OfPart {
  readonly name: string;
  readonly purpose: string;
  readonly packages: readonly string[];
}

// what Zuul's own Ansible plugins import
const forZuulPlugins = ['voluptuous==0.16.0', 'google-re2==1.1.20251105'];

/** The environments of rehearsal and tests. */
export const environments: readonly Environment[] = [
  { name: 'zuul', part: 'zuul', purpose: 'Zuul', packages: ['zuul==14.3.0', 'zuul-client==14.0.0'] },
  {
    name: 'ansible/9',
    part: 'tools',
    purpose: "Zuul's Ansible 9",
    packages: ['ansible-core==2.16.19', ...forZuulPlugins],
  },
  {
    name: 'ansible/11',
    part: 'tools',
    purpose: "Zuul's Ansible 11",
    packages: ['ansible-core==2.18.19', ...forZuulPlugins],
  },
  {
    name: 'zuul-registry',
    part: 'registries',
    forTests: true,
    purpose: 'an intermediate registry, for tests',
    packages: ['zuul-registry==1.3.0'],
  },
  {
    name: 'check',
    part: 'tools',
    forTests: true,
    purpose: 'tests and linters',
    packages: [
      'ansible-core==2.19.14',
      'ansible-lint==26.10.1',
      'yamllint==1.38.0',
      'ruff==0.17.6',
      'pytest==9.2.0',
    ],
  },
];

const uv = path.join(venv, 'uv/bin/uv');

const sitePackages = (name: string): string | undefined => {
  const lib = path.join(venv, name, 'lib');
  const version = existsSync(lib) ? readdirSync(lib).find((entry) => entry.startsWith('python3')) : undefined;
  return version === undefined ? undefined : path.join(lib, version, 'site-packages');
};

/** Whether an environment has the packages that it should have, in these versions. */
export const isComplete = ({ name, packages }: Environment): boolean => {
  const folder = sitePackages(name);
  const found = folder === undefined ? [] : readdirSync(folder);
  return packages.every((wanted) => {
    const [distribution = '', version = ''] = wanted.split('==');
    return found.includes(`${distribution.replaceAll('-', '_')}-${version}.dist-info`);
  });
};

let uvInstalled: Promise<void> | undefined;

const installUv = async (python: string): Promise<void> => {
  if (existsSync(uv)) return;
  await run([python, '-m', 'venv', path.join(venv, 'uv')]);
  await run([
    path.join(venv, 'uv/bin/pip'),
    'install',
    '--quiet',
    '--disable-pip-version-check',
    'uv==0.13.9',
  ]);
};

/** Makes an environment. */
export const makeEnvironment = async ({ name, packages }: Environment): Promise<void> => {
  const python = await pythonHere();
  // Go's environment may be made at the same time.
  await (uvInstalled ??= installUv(python));
  const folder = path.join(venv, name);
  const env = { ...process.env, UV_CACHE_DIR: path.join(cache, 'uv'), VIRTUAL_ENV: folder };
  rmSync(folder, { recursive: true, force: true });
  await run([uv, 'venv', '--quiet', '--python', python, folder], { env });
  // Zuul's sandbox cannot write next to modules, so without compiled ones every Ansible run compiles all of them
  await run([uv, 'pip', 'install', '--quiet', '--link-mode=copy', '--compile-bytecode', ...packages], {
    env,
  });
};

const preload = 'image-gate-preload.pth';

/** Whether an Ansible environment has the work-around below. */
export const hasPreload = (name: string): boolean => {
  const folder = sitePackages(name);
  return folder !== undefined && existsSync(path.join(folder, preload));
};

/**
 * Lets Ansible import a codec when it starts. Otherwise a thread of Zuul's callback imports it, and a worker that is
 * forked at this moment inherits the lock of the import and waits for ever.
 */
export const writePreload = (name: string): void => {
  const folder = sitePackages(name);
  if (folder !== undefined) writeFileSync(path.join(folder, preload), 'import encodings.idna\n');
};
