import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache, hostLayer, hostRoot } from '../paths';
import { makeKeys } from '../hosts/authority';
import type { Generation } from '../hosts/generations';
import { provideLayer, provideRoot, provideStorage } from './hosts';
import { machineProblems } from './machine';
import { installPackages, missingPackages } from './packages';
import { isAnywhere, isWanted, parts, type Part, type Use } from './parts';
import { environments, hasPreload, isComplete, makeEnvironment, writePreload } from './python';
import { hasRegistry, makeRegistry } from './registry';
import { timed, type Say } from './timed';

const providePython = async (say: Say, wanted: readonly Part[], use: Use): Promise<void> => {
  const own = environments.filter((each) => wanted.includes(each.part) && isWanted(each, wanted, use));
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

/** What is compiled and what is downloaded, side by side; the storage of the hosts needs all of it. */
const provideHosts = async (
  say: Say,
  generations: readonly Generation[],
  compiled: Promise<void>,
): Promise<void> => {
  const stamps = new Map<string, string>();
  const suites = [...new Set(generations.map(({ suite }) => suite))];
  await makeKeys();
  const compile = async (): Promise<void> => {
    await compiled;
    for (const generation of generations)
      stamps.set(hostLayer(generation.name), await provideLayer(say, generation));
  };
  await Promise.all([
    compile(),
    ...suites.map(async (suite) => stamps.set(hostRoot(suite), await provideRoot(say, suite))),
  ]);
  await provideStorage(say, generations, stamps);
};

const requireMachine = async (wanted: readonly Part[]): Promise<boolean> => {
  const problems = await machineProblems();
  if (problems.length > 0 && !wanted.every(isAnywhere))
    throw new Error(`Hosts and registries cannot run here:\n  ${problems.join('\n  ')}`);
  return problems.length === 0;
};

/**
 * Provides what rehearsal and tests need, with these hosts; says what it installs. What is there is left as it is.
 * What waits for the network runs beside what waits for processors.
 */
export const provision = async (
  say: Say,
  generations: readonly Generation[],
  wanted: readonly Part[] = parts,
  use: Use = 'tests',
): Promise<void> => {
  const canInstall = await requireMachine(wanted);
  mkdirSync(cache, { recursive: true });
  const missing = canInstall ? missingPackages(wanted, use) : [];
  if (missing.length > 0)
    await timed(say, `Debian packages ${missing.map(({ name }) => name).join(' ')}`, () =>
      installPackages(missing),
    );
  const compiled = wanted.includes('registries') ? provideRegistry(say) : Promise.resolve();
  await Promise.all([
    compiled,
    providePython(say, wanted, use),
    ...(wanted.includes('hosts') ? [provideHosts(say, generations, compiled)] : []),
  ]);
  rmSync(path.join(cache, 'uv'), { recursive: true, force: true });
};
