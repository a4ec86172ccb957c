import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache, dockerStorage, hostRoot } from '../paths';
import { makeKeys } from './authority';
import { makeDockerStorage } from './docker-storage';
import { makeHostRoot } from './host-root';
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

async function provideHosts(say: Say): Promise<void> {
  const rootStamp = fingerprint('host-root.ts', 'host-files', 'runc-without-cap-sys-resource');
  if (!isStamped(hostRoot, rootStamp))
    await timed(say, `root file system of the hosts, by debootstrap and apt, in ${hostRoot}`, async () => {
      await makeHostRoot();
      writeStamp(hostRoot, rootStamp);
    });
  const imagesStamp = rootStamp + fingerprint('images.ts', 'image-files', 'docker-storage.ts');
  if (!isStamped(dockerStorage, imagesStamp))
    await timed(say, 'images that jobs need', async () => {
      for (const { reference, origin } of await makeDockerStorage()) say(`set-up: ${reference}: ${origin}`);
      writeStamp(dockerStorage, imagesStamp);
    });
}

/** Provides everything that rehearsal and tests need; says what it installs. What is there is left as it is. */
export async function provision(say: Say): Promise<void> {
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
  // one waits for the network, the other for the disk
  await Promise.all([provideRegistry(say), provideHosts(say)]);
}
