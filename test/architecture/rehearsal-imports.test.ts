import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { preProcessFile } from 'typescript';

const repository = join(__dirname, '../..');
const rehearsal = join(repository, 'rehearsal');

/** What any room may use: commands, processes, paths. */
const base = ['command', 'process', 'paths'];

/** The way of a rehearsal: each room may import of those before it. `rehearse` puts them together. */
const rooms = [
  'scenario',
  'hosts',
  'provision',
  'stage',
  'seed',
  'drive',
  'watch',
  'report',
  'rehearse',
  'index',
];

/** Parts of the generator that a rehearsal may use, and where: it reads a user's files in the same way. */
const ofGenerator: Readonly<Record<string, readonly string[]>> = {
  scenario: ['generator/diagnostics', 'generator/source', 'generator/validate/words/check'],
};

const roomOf = (path: string): string => path.replace(/\.ts$/, '').split('/')[0] ?? '';

const imports = readdirSync(rehearsal, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    preProcessFile(readFileSync(join(rehearsal, file), 'utf8'))
      .importedFiles.map(({ fileName }) => fileName)
      .filter((target) => target.startsWith('.'))
      .map((target) => ({ file, target: relative(repository, join(rehearsal, dirname(file), target)) })),
  );

const isAllowed = (file: string, target: string): boolean => {
  const from = roomOf(file);
  if (!target.startsWith('rehearsal')) return ofGenerator[from]?.includes(target) ?? false;
  const to = roomOf(target.slice('rehearsal/'.length));
  return from === to || base.includes(to) || (rooms.includes(to) && rooms.indexOf(to) < rooms.indexOf(from));
};

test('a rehearsal runs one way', () => {
  expect(imports.filter(({ file, target }) => !isAllowed(file, target))).toEqual([]);
});

test('every room has its place on that way', () => {
  const found = new Set(imports.map(({ file }) => roomOf(file)));
  expect([...found].filter((room) => !rooms.includes(room) && !base.includes(room))).toEqual([]);
});
