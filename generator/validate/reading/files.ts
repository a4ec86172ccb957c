import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LineCounter } from 'yaml';
import type { Finding } from './finding';
import { itemsOf, type Source } from './located';
import { parseFile } from './parse';
import { isInside, readInside } from './read';
import { isStanza } from './stanza-kinds';

/** Where Zuul looks for a project's configuration; the first that exists counts. */
export const configurationRoots = ['zuul.yaml', 'zuul.d', '.zuul.yaml', '.zuul.d'];

/** The files of one repository, and what is wrong with their order. */
export interface ReadFiles {
  readonly sources: readonly Source[];
  readonly findings: readonly Finding[];
}

const isFolder = (path: string): boolean => statSync(path).isDirectory();

const sourceOf = (path: string, root: string, text: string): Source => ({
  path,
  root,
  // Editors of Windows put a mark at the beginning, which is no part of the text.
  text: text.replace(/^\uFEFF/, ''),
  lines: new LineCounter(),
});

/** Says something about a file as a whole. */
const about = (source: Source, finding: Omit<Finding, 'place'>): Finding => {
  // Nobody else would count its lines.
  parseFile(source);
  return { ...finding, place: { source, start: 0, end: 0 } };
};

const regularFile = 'Zuul knows only what the repository itself holds: put a regular file there.';
const smallerFile = 'Nobody writes that much by hand: look whether it belongs here.';

const notTaken = (path: string, root: string, problem: string, hint = regularFile): Finding =>
  about(sourceOf(path, root, ''), {
    severity: 'error',
    code: 'foreign-file',
    message: `this file ${problem}, so it is not read`,
    hint,
  });

const read = (path: string, root: string): ReadFiles => {
  const reading = readInside(path, root);
  return 'text' in reading
    ? { sources: [sourceOf(path, root, reading.text)], findings: [] }
    : {
        sources: [],
        findings: [notTaken(path, root, reading.problem, reading.isTooLarge ? smallerFile : undefined)],
      };
};

/** In characters: more than any repository has, and as much as fits into memory once it is read. */
const mostAltogether = 2 * 1024 * 1024;

/** Reads files one after another, as long as they are not too many. */
const readAll = (paths: readonly string[], root: string): ReadFiles => {
  let length = 0;
  const parts: ReadFiles[] = [];
  for (const path of paths) {
    const part = read(path, root);
    length += part.sources.reduce((sum, { text }) => sum + text.length, 0);
    if (length > mostAltogether) {
      const problem = `is one too many: together with those before it there are more than ${mostAltogether} characters`;
      return joined([...parts, { sources: [], findings: [notTaken(path, root, problem, smallerFile)] }]);
    }
    parts.push(part);
  }
  return joined(parts);
};

const joined = (parts: readonly ReadFiles[]): ReadFiles => ({
  sources: parts.flatMap(({ sources }) => sources),
  findings: parts.flatMap(({ findings }) => findings),
});

/** The files below a folder, but for what links lead to elsewhere; Zuul leaves out every folder that holds a `.zuul.ignore`. */
const filesBelow = (folder: string): readonly string[] => {
  const entries = readdirSync(folder, { withFileTypes: true });
  if (entries.some(({ name }) => name === '.zuul.ignore')) return [];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    // What a link leads to exists only if it leads anywhere.
    const isNone = entry.isSymbolicLink() && (!existsSync(path) || isFolder(path));
    return isNone ? [] : [path];
  });
};

/** Whether a file holds stanzas: playbooks may well lie beside them, under the ending that Zuul leaves alone. */
const holdsStanzas = (source: Source): boolean => {
  const { content } = parseFile(source);
  return itemsOf(content).some(
    (item) => item.kind === 'mapping' && item.entries.size === 1 && isStanza([...item.entries.keys()][0]),
  );
};

const notRead = (source: Source): Finding =>
  about(source, {
    severity: 'warning',
    code: 'unread-file',
    message: 'Zuul does not read this file; the names of those that it reads end in .yaml',
    hint: 'Let its name end in .yaml.',
  });

/** The files of a folder of configuration, and those that only look as if Zuul read them. */
const readFolder = (folder: string, root: string): ReadFiles => {
  if (!isInside(folder, root))
    return { sources: [], findings: [notTaken(folder, root, 'is a link that leads out of the repository')] };
  const files = sorted(filesBelow(folder));
  const unread = readAll(
    files.filter((path) => path.endsWith('.yml')),
    root,
  ).sources.filter(holdsStanzas);
  const taken = readAll(
    files.filter((path) => path.endsWith('.yaml')),
    root,
  );
  return { sources: taken.sources, findings: [...taken.findings, ...unread.map(notRead)] };
};

/** In the order of the paths as bytes, as Zuul sorts them. */
const sorted = (paths: readonly string[]): readonly string[] =>
  [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

const several = (found: readonly string[], source: Source): Finding =>
  about(source, {
    severity: 'warning',
    code: 'several-configurations',
    message: `Zuul reads ${found[0] ?? ''} and leaves out ${found.slice(1).join(', ')}`,
    hint: 'Keep the configuration in one of them.',
  });

const rootOf = (file: string): string => {
  const parts = dirname(resolve(file)).split('/');
  const folder = parts.findLastIndex((part) => part === 'zuul.d' || part === '.zuul.d');
  return folder < 0 ? dirname(resolve(file)) : parts.slice(0, folder).join('/') || '/';
};

/** One file; the others of its folder may say more. */
const readFile = (path: string): ReadFiles => {
  const root = rootOf(path);
  const { sources, findings } = read(path, root);
  const isPart = root !== dirname(resolve(path));
  return { sources: isPart ? sources.map((source) => ({ ...source, isPart })) : sources, findings };
};

/** Reads a project's configuration in Zuul's order; a single file stands for itself. Throws if there is none. */
export const readFiles = (path: string): ReadFiles => {
  if (!existsSync(path)) throw new Error(`${path} does not exist`);
  if (!isFolder(path)) return readFile(path);
  if (configurationRoots.includes(basename(resolve(path)))) return readFolder(path, dirname(resolve(path)));
  const found = configurationRoots.filter((name) => existsSync(join(path, name)));
  const first = found[0];
  if (first === undefined)
    throw new Error(
      `${path} holds no Zuul configuration; expected one of ${configurationRoots.join(', ')} in it`,
    );
  const start = join(path, first);
  const { sources, findings } = (isFolder(start) ? readFolder : read)(start, resolve(path));
  const [source] = sources;
  return { sources, findings: found.length > 1 && source ? [several(found, source), ...findings] : findings };
};
