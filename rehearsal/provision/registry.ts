import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../command';
import { venv } from '../paths';
import { withGo } from './go';

const version = '3.1.2';
const program = path.join(venv, 'go/bin/registry');

/** Whether the registry is there, in the wanted version. */
export const hasRegistry = async (): Promise<boolean> =>
  existsSync(program) && (await run([program, '--version'])).stdout.includes(`v${version}`);

const source = 'github.com/distribution/distribution/v3';

// Its own main program has the drivers of all clouds, which take longer to download and compile than the rest.
const main = `package main

import (
	"os"

	"${source}/registry"
	_ "${source}/registry/auth/htpasswd"
	_ "${source}/registry/auth/token"
	_ "${source}/registry/storage/driver/filesystem"
)

func main() {
	if registry.RootCmd.Execute() != nil {
		os.Exit(1)
	}
}
`;

/**
 * Builds CNCF distribution from the Go module proxy, with what the rehearsal configures; Debian has only version 2, which
 * cannot delete a single tag.
 */
export const makeRegistry = async (): Promise<void> => {
  mkdirSync(path.dirname(program), { recursive: true });
  await withGo({}, async (go, scratch) => {
    const folder = path.join(scratch, 'registry');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'main.go'), main);
    await go(folder, 'mod', 'init', 'registry');
    await go(folder, 'get', `${source}/registry@v${version}`);
    await go(folder, 'build', '-mod=mod', '-ldflags=-s -w', '-o', program);
  });
};
