import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileLibrary } from '../../generator/compile/library';
import type { Output } from '../../generator/compile/output';
import type { Library } from '../../generator/model/library';
import { checkLibrary } from '../../generator/rules';

const cases = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const updates = Boolean(process.env['UPDATE_GOLDEN']);

const filesBelow = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

const readExpected = (folder: string): Output =>
  Object.fromEntries(
    filesBelow(folder).map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );

const rewrite = (folder: string, files: Output): void => {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

const load = async (name: string): Promise<Library> =>
  ((await import(`./${name}/library`)) as { readonly library: Library }).library;

if (updates && process.env['CI'])
  throw new Error('UPDATE_GOLDEN is for your own machine: with CI set, expected files are not rewritten.');

describe.each(cases)('%s', (name) => {
  const folder = join(__dirname, name, 'expected');

  test('breaks no rule', async () => {
    expect(checkLibrary(await load(name), 'base')).toEqual([]);
  });

  // A file that is missing, one that differs and one that nothing gives any more: all three fail.
  test('gives the expected files', async () => {
    const definitions = await load(name);
    const compile = () => compileLibrary(definitions);
    const files = compile();
    expect(compile()).toEqual(files);
    if (updates) rewrite(folder, files);
    expect(readExpected(folder)).toEqual(files);
  });
});
