import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { provision } from '../../rehearsal/provision';
import { venv } from '../../rehearsal/paths';
import { provideRivals } from './rivals';

const main = async (): Promise<number> => {
  const say = (message: string): void => console.error(message);
  await provision(say, [], ['tools', 'registries']);
  await provideRivals(say);
  const argv = [path.join(__dirname, 'bench.py'), ...process.argv.slice(2)];
  return spawnSync(path.join(venv, 'check/bin/python'), argv, { stdio: 'inherit' }).status ?? 1;
};

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
