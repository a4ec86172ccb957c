import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache, dockerStorage, hostLayer, hostRoot } from '../paths';
import { makeKeys } from './authority';
import { makeDockerStorage } from './docker-storage';
import { releases, type Generation, type Suite } from './generations';
import { makeHostLayer } from './host-layer';
import { makeHostRoot } from './host-root';
import { getImages } from './images';
import { machineProblems } from './machine';
import { installPackages, missingPackages } from './packages';
import { environments, hasPreload, isComplete, makeEnvironment, writePreload } from './python';
import { hasRegistry, makeRegistry } from './registry';
import { fingerprint, isStamped, writeStamp } from './stamp';

type Say = (message: string) => void;

async function timed(say: Say, what: string, make: () => Promise<unknown>): Promise<void> {
  say(`set-up: ${what} ...`);
  const begin = Date.now();
  await make();
  say(`set-up: ${what}: ${Math.round((Date.now() - begin) / 1000)} s`);
}

async function providePython(say: Say): Promise<void> {
  for (const environment of environments.filter((candidate) => !isComplete(candidate)))
    await timed(
      say,
      `.venv/${environment.name} (${environment.purpose}): ${environment.packages.join(' ')}`,
      () => makeEnvironment(environment),
    );
  for (const name of ['ansible/9', 'ansible/11']) if (!hasPreload(name)) writePreload(name);
  rmSync(path.join(cache, 'uv'), { recursive: true, force: true });
}

async function provideRegistry(say: Say): Promise<void> {
  if (!(await hasRegistry()))
    await timed(say, 'CNCF distribution, compiled with Go, in .venv/go', makeRegistry);
}

async function provideRoot(say: Say, suite: Suite): Promise<string> {
  const own = JSON.stringify(releases[suite]);
  const stamp = fingerprint('host-root.ts', 'host-files', 'runc-without-cap-sys-resource') + own;
  if (!isStamped(hostRoot(suite), stamp))
    await timed(say, `root file system of Debian ${suite}, by debootstrap and apt`, async () => {
      await makeHostRoot(suite);
      writeStamp(hostRoot(suite), stamp);
    });
  return stamp;
}

async function provideLayer(say: Say, generation: Generation): Promise<string> {
  const { name, files = {}, programs = [] } = generation;
  const stamp = JSON.stringify([files, programs]);
  const what = programs.map(({ package: program, version }) => `${path.basename(program)} ${version}`);
  const make = async (): Promise<void> => {
    await makeHostLayer(generation);
    writeStamp(hostLayer(name), stamp);
  };
  if (isStamped(hostLayer(name), stamp)) return stamp;
  if (what.length === 0) await make();
  else await timed(say, `${what.join(', ')} for the hosts ${name}, compiled with Go`, make);
  return stamp;
}

/** An archive cannot be told to stay as it is: what came from it is compared with the table. */
function movedOn({ docker, podman }: Generation, versions: string): string {
  const wanted = [`docker ${docker}`, `podman ${podman}`];
  if (wanted.every((version) => versions.includes(`${version}.`))) return '';
  return `; the table says ${wanted.join(', ')}: Debian has moved on, change rehearsal/provision/generations.ts`;
}

async function provideStorage(
  say: Say,
  generations: readonly Generation[],
  stamps: ReadonlyMap<string, string>,
): Promise<void> {
  const own = fingerprint('images.ts', 'image-files', 'docker-storage.ts');
  const stampOf = ({ name, suite }: Generation): string =>
    [own, stamps.get(suite), stamps.get(name)].join('\n');
  const missing = generations.filter(
    (generation) => !isStamped(dockerStorage(generation.name), stampOf(generation)),
  );
  if (missing.length === 0) return;
  const images = await getImages();
  for (const { reference, origin } of images) say(`set-up: ${reference}: ${origin}`);
  for (const generation of missing)
    await timed(say, `storage of docker with these images, for the hosts ${generation.name}`, async () => {
      const versions = await makeDockerStorage(generation, images);
      say(`set-up: hosts ${generation.name}: ${versions}${movedOn(generation, versions)}`);
      writeStamp(dockerStorage(generation.name), stampOf(generation));
    });
}

/** What waits for the network runs beside what waits for processors; the storage needs all of it. */
async function provideHosts(say: Say, generations: readonly Generation[]): Promise<void> {
  const stamps = new Map<string, string>();
  const suites = [...new Set(generations.map(({ suite }) => suite))];
  const compile = async (): Promise<void> => {
    await provideRegistry(say);
    for (const generation of generations) stamps.set(generation.name, await provideLayer(say, generation));
  };
  await Promise.all([
    compile(),
    ...suites.map(async (suite) => stamps.set(suite, await provideRoot(say, suite))),
  ]);
  await provideStorage(say, generations, stamps);
}

/** Provides everything that rehearsal and tests need, with these hosts; says what it installs. What is there is left as it is. */
export async function provision(say: Say, generations: readonly Generation[]): Promise<void> {
  const problems = await machineProblems();
  if (problems.length > 0) throw new Error(`A rehearsal cannot run here:\n  ${problems.join('\n  ')}`);
  mkdirSync(cache, { recursive: true });
  const missing = missingPackages();
  if (missing.length > 0)
    await timed(say, `Debian packages ${missing.map(({ name }) => name).join(' ')}`, () =>
      installPackages(missing),
    );
  await makeKeys();
  await providePython(say);
  await provideHosts(say, generations);
}
