import { existsSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { venv } from '../paths';
import { withGo } from './go';

const version = '3.1.2';
const program = path.join(venv, 'go/bin/registry');

/** Whether the registry is there, in the wanted version. */
export const hasRegistry = async (): Promise<boolean> =>
  existsSync(program) && (await run([program, '--version'])).stdout.includes(`v${version}`);

/** Builds CNCF distribution from the Go module proxy; Debian has only version 2, which cannot delete a single tag. */
export const makeRegistry = async (): Promise<void> => {
  const source = `github.com/distribution/distribution/v3/cmd/registry@v${version}`;
  await withGo({ GOBIN: path.dirname(program) }, async (go, scratch) => {
    await go(scratch, 'install', source);
  });
};
