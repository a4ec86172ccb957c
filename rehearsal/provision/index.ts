import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache, hostLayer, hostRoot } from '../paths';
import { makeKeys } from '../hosts/authority';
import type { Generation } from '../hosts/generations';
import { provideLayer, provideRoot, provideStorage } from './hosts';
import { machineProblems } from './machine';
import { installPackages, missingPackages } from './packages';
import { isAnywhere, parts, type Part } from './parts';
import { environments, hasPreload, isComplete, makeEnvironment, writePreload } from './python';
import { hasRegistry, makeRegistry } from './registry';
import { timed, type Say } from './timed';

const providePython = async (say: Say, part: Part): Promise<void> => {
  const own = environments.filter((candidate) => candidate.part === part);
  for (const environment of own.filter((candidate) => !isComplete(candidate)))
    await timed(
      say,
      `.venv/${environment.name} (${environment.purpose}): ${environment.packages.join(' ')}`,
      () => makeEnvironment(environment),
    );
  for (const { name } of own) if (name.startsWith('ansible/') && !hasPreload(name)) writePreload(name);
};

const provideRegistry = async (say: Say): Promise<void> => {
  if (!(await hasRegistry()))
    await timed(say, 'CNCF distribution, compiled with Go, in .venv/go', makeRegistry);
};

/** What waits for the network runs beside what waits for processors; the storage needs all of it. */
const provideHosts = async (say: Say, generations: readonly Generation[]): Promise<void> => {
  const stamps = new Map<string, string>();
  const suites = [...new Set(generations.map(({ suite }) => suite))];
  const compile = async (): Promise<void> => {
    for (const generation of generations)
      stamps.set(hostLayer(generation.name), await provideLayer(say, generation));
  };
  await Promise.all([
    compile(),
    ...suites.map(async (suite) => stamps.set(hostRoot(suite), await provideRoot(say, suite))),
  ]);
  await provideStorage(say, generations, stamps);
};

const provideOne = async (say: Say, part: Part, generations: readonly Generation[]): Promise<void> => {
  const problems = await machineProblems();
  if (problems.length > 0 && !isAnywhere(part))
    throw new Error(`Hosts and registries cannot run here:\n  ${problems.join('\n  ')}`);
  mkdirSync(cache, { recursive: true });
  const missing = problems.length > 0 ? [] : missingPackages(part);
  if (missing.length > 0)
    await timed(say, `Debian packages ${missing.map(({ name }) => name).join(' ')}`, () =>
      installPackages(missing),
    );
  await providePython(say, part);
  if (part === 'registries') await provideRegistry(say);
  if (part !== 'hosts') return;
  await makeKeys();
  await provideHosts(say, generations);
};

/** Provides what rehearsal and tests need, with these hosts; says what it installs. What is there is left as it is. */
export const provision = async (
  say: Say,
  generations: readonly Generation[],
  wanted: readonly Part[] = parts,
): Promise<void> => {
  for (const part of wanted) await provideOne(say, part, generations);
  rmSync(path.join(cache, 'uv'), { recursive: true, force: true });
};
