import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hostLayer } from '../paths';
import type { Generation, GoProgram } from '../hosts/generations';
import { withGo, type Go } from './go';

/** Copies a module to where it can be built, as its own main module: with the versions that its authors chose. */
const unpack = async (go: Go, scratch: string, { module, version }: GoProgram): Promise<string> => {
  const folder = path.join(scratch, 'source', module);
  if (existsSync(folder)) return folder;
  const { stdout } = await go(scratch, 'mod', 'download', '-json', `${module}@${version}`);
  const { Dir: downloaded } = JSON.parse(stdout) as { readonly Dir: string };
  cpSync(downloaded, folder, { recursive: true });
  // docker's command line calls it so, because its versions are no semantic ones
  if (existsSync(path.join(folder, 'vendor.mod')))
    for (const part of ['mod', 'sum'])
      renameSync(path.join(folder, `vendor.${part}`), path.join(folder, `go.${part}`));
  return folder;
};

const build = async (go: Go, scratch: string, layer: string, program: GoProgram): Promise<void> => {
  const source = await unpack(go, scratch, program);
  for (const required of program.requires ?? []) await go(source, 'mod', 'edit', `-require=${required}`);
  const named = program.calledBy === undefined ? '' : ` -X ${program.calledBy.join('=')}`;
  const target = path.join(layer, program.target);
  await go(source, 'build', '-mod=mod', '-o', target, `-ldflags=-s -w${named}`, program.package);
};

/** Makes what a generation has over the root file system of its release; an empty folder where that is nothing. */
export const makeHostLayer = async ({ name, files = {}, programs = [] }: Generation): Promise<void> => {
  const layer = `${hostLayer(name)}.part`;
  rmSync(layer, { recursive: true, force: true });
  mkdirSync(layer, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(layer, file)), { recursive: true });
    writeFileSync(path.join(layer, file), text);
  }
  if (programs.length > 0)
    await withGo({}, async (go, scratch) => {
      for (const program of programs) await build(go, scratch, layer, program);
    });
  rmSync(hostLayer(name), { recursive: true, force: true });
  renameSync(layer, hostLayer(name));
};
