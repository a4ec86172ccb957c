import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { Output } from './compile/output';
import { DiagnosticError, type Diagnostic } from './diagnostics';

/** Lists every generated file, so that those which are no longer generated can be told from files of other people. */
export const manifestPath = 'generator/generated-files.txt';

/** Folders that hold what is generated, and the Python of roles. */
const generatedFolders = ['roles', 'playbooks', 'zuul.d', 'schemas'];

/** Where a role has Python that is written by hand, beside tables that are generated. */
const handWritten = /^roles\/[^/]+\/(?:library|module_utils)\/.+\.py$/;

/** How the disk differs from what the definitions give. */
export interface Comparison {
  /** Unified diffs, by path. */
  readonly different: Readonly<Record<string, string>>;
  /** Files that were generated once and are no more. */
  readonly orphans: readonly string[];
  /** Files in generated folders that nobody generated, and that are not Python of a role. */
  readonly unexpected: readonly string[];
}

/** What writing a tree did. */
export interface Written {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
}

const walk = (root: string, folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        if (entry.name === '__pycache__') return [];
        return entry.isDirectory() ? walk(root, path) : [path];
      })
    : [];

const isFile = (root: string, path: string): boolean =>
  lstatSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() === false;

const read = (root: string, path: string): string | undefined =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;

const escapes = (from: string, to: string): boolean => {
  const path = relative(from, to);
  return path.split(sep)[0] === '..' || isAbsolute(path);
};

/** The nearest folder above a path that is there. */
const nearestFolder = (path: string): string => (existsSync(path) ? path : nearestFolder(dirname(path)));

/** How a path leads out of the tree; nothing if it does not. */
const wayOut = (root: string, path: string): string | undefined => {
  if (isAbsolute(path) || path.split('/').includes('..')) return 'leads out of the tree';
  if (!existsSync(root)) return undefined;
  const parent = realpathSync(nearestFolder(dirname(resolve(root, path))));
  return escapes(realpathSync(root), parent) ? 'leads out of the tree by a symbolic link' : undefined;
};

const refuseWaysOut = (root: string, paths: readonly string[], where: string, hint: string): void => {
  const diagnostics = paths.flatMap((path) => {
    const reason = wayOut(root, path);
    if (!reason) return [];
    const message = `"${path}" ${reason}; expected the path of a generated file`;
    return [{ severity: 'error', code: 'unsafe-path', where, message, hint } as const];
  });
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
};

// The manifest comes from git, so whoever proposes a change may write into it.
const manifestOf = (root: string): readonly string[] => {
  const paths = (read(root, manifestPath) ?? '').split('\n').filter((line) => line && !line.startsWith('#'));
  refuseWaysOut(root, paths, manifestPath, 'Remove the line.');
  return paths;
};

/** The generated files with the manifest that lists them. */
export const withManifest = (files: Output): Output => {
  const names = Object.keys(files).sort();
  const head =
    '# Every file that `npm run generate` wrote; what is no longer generated is removed only if it stands here.\n';
  return { ...files, [manifestPath]: `${head}${names.join('\n')}\n` };
};

const difference = (path: string, found: string | undefined, wanted: string): string =>
  createTwoFilesPatch(
    path,
    path,
    found ?? '',
    wanted,
    found === undefined ? 'missing' : 'on disk',
    'generated',
  );

/** Compares what the definitions give with what is on the disk. */
export const compareTree = (root: string, files: Output): Comparison => {
  const manifest = manifestOf(root);
  const different = Object.entries(files).flatMap(([path, wanted]): [string, string][] => {
    const found = read(root, path);
    return found === wanted ? [] : [[path, difference(path, found, wanted)]];
  });
  const known = new Set([...Object.keys(files), ...manifest]);
  return {
    different: Object.fromEntries(different),
    orphans: manifest.filter((path) => !(path in files) && isFile(root, path)),
    unexpected: generatedFolders
      .flatMap((folder) => walk(root, folder))
      .filter((path) => !known.has(path) && !handWritten.test(path)),
  };
};

/** What a comparison found, one by one. */
export const driftOf = ({ different, orphans, unexpected }: Comparison): readonly Diagnostic[] => {
  const finding = (code: string, where: string, message: string, hint: string): Diagnostic => ({
    severity: 'error',
    code,
    where,
    message,
    hint,
  });
  const run = 'Run: npm run generate';
  return [
    ...Object.entries(different).map(([path, excerpt]) => ({
      ...finding('drift', path, 'is not what the definitions give', run),
      excerpt,
    })),
    ...orphans.map((path) => finding('orphan', path, 'is no longer generated', run)),
    ...unexpected.map((path) =>
      finding(
        'unexpected-file',
        path,
        'is not a generated file; nothing else belongs in its folder',
        'Move it.',
      ),
    ),
  ];
};

/** Throws if a file would be written over that is not the generator's own. */
export const refuseForeignFiles = (root: string, files: Output): void => {
  const manifest = manifestOf(root);
  const { different } = compareTree(root, files);
  const foreign = Object.keys(different).filter(
    (path) => path !== manifestPath && !manifest.includes(path) && existsSync(join(root, path)),
  );
  if (foreign.length === 0) return;
  throw new DiagnosticError(
    foreign.map((path) => ({
      severity: 'error',
      code: 'foreign-file',
      where: join(root, path),
      message: `is not from an earlier run, and is left alone; the library needs this path`,
      hint: 'Move or rename the file, or give another folder by --output. Nothing was written.',
    })),
  );
};

const removeEmptyFolders = (root: string, folder: string): void => {
  if (folder === '.' || readdirSync(join(root, folder)).length > 0) return;
  rmdirSync(join(root, folder));
  removeEmptyFolders(root, dirname(folder));
};

/** Makes the disk what the definitions give; files that did not change are not touched. */
export const writeTree = (root: string, files: Output): Written => {
  const { different, orphans } = compareTree(root, files);
  const written = Object.keys(different);
  refuseWaysOut(root, written, root, 'Put a folder in place of the link.');
  for (const path of written) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), files[path] ?? '');
  }
  for (const path of orphans) {
    rmSync(join(root, path));
    removeEmptyFolders(root, dirname(path));
  }
  return { written, removed: orphans, unchanged: Object.keys(files).length - written.length };
};

/**
 * The Python of roles that is written by hand: a repository has it already, another folder gets it as it is.
 *
 * Throws for a role that no generated file belongs to: nobody would call its modules.
 */
export const readHandWritten = (root: string, generated: Output): Output => {
  const known = new Set([...Object.keys(generated), ...manifestOf(root)]);
  const files = walk(root, 'roles').filter((path) => handWritten.test(path) && !known.has(path));
  const roles = new Set(Object.keys(generated).map(roleOf));
  const left = files.filter((path) => !roles.has(roleOf(path)));
  if (left.length === 0) return Object.fromEntries(files.map((path) => [path, read(root, path) ?? '']));
  throw new DiagnosticError(
    left.map((where) => ({
      severity: 'error',
      code: 'role-without-definition',
      where,
      message: `is Python of the role "${roleOf(where)}", which is not defined`,
      hint: 'Define the role, or remove the file.',
    })),
  );
};

const roleOf = (path: string): string => /^roles\/([^/]+)\//.exec(path)?.[1] ?? '';

/** The text of a file of the repository; an empty one where it does not exist. */
export const readText = (root: string, path: string): string => read(root, path) ?? '';
