import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiagnosticError } from '../../generator/diagnostics';
import {
  compareTree,
  manifestPath,
  readHandWritten,
  refuseForeignFiles,
  withManifest,
  writeTree,
} from '../../generator/tree';

const folders: string[] = [];

const folder = (files: Readonly<Record<string, string>> = {}): string => {
  const path = mkdtempSync(join(tmpdir(), 'image-gate-tree-'));
  folders.push(path);
  for (const [name, text] of Object.entries(files)) put(path, name, text);
  return path;
};

const put = (root: string, name: string, text: string): void => {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
};

const manifest = (...paths: readonly string[]) => `# comment\n${paths.map((path) => `${path}\n`).join('')}`;

afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true })));

const diagnosticsOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
};

test('an empty folder gets every file, and a second run writes nothing', () => {
  const root = folder();
  const files = withManifest({ 'roles/a/tasks/main.yaml': 'one\n', 'zuul.d/b.yaml': 'two\n' });
  expect(writeTree(root, files)).toEqual({
    written: ['roles/a/tasks/main.yaml', 'zuul.d/b.yaml', manifestPath],
    removed: [],
    unchanged: 0,
  });
  expect(writeTree(root, files)).toEqual({ written: [], removed: [], unchanged: 3 });
  expect(readFileSync(join(root, manifestPath), 'utf8').split('\n').slice(1)).toEqual([
    'roles/a/tasks/main.yaml',
    'zuul.d/b.yaml',
    '',
  ]);
});

test('files that did not change are not touched', () => {
  const root = folder({ 'zuul.d/a.yaml': 'same\n', 'zuul.d/b.yaml': 'old\n' });
  const past = new Date('2001-01-01');
  for (const name of ['a', 'b']) utimesSync(join(root, `zuul.d/${name}.yaml`), past, past);
  writeTree(root, { 'zuul.d/a.yaml': 'same\n', 'zuul.d/b.yaml': 'new\n' });
  expect(statSync(join(root, 'zuul.d/a.yaml')).mtime).toEqual(past);
  expect(statSync(join(root, 'zuul.d/b.yaml')).mtime).not.toEqual(past);
});

test('a changed and a missing file are told by unified diffs', () => {
  const root = folder({ 'zuul.d/a.yaml': 'x: 1\ny: 2\n' });
  const { different } = compareTree(root, { 'zuul.d/a.yaml': 'x: 1\ny: 3\n', 'zuul.d/b.yaml': 'z: 4\n' });
  expect(different['zuul.d/a.yaml']).toContain(
    '--- zuul.d/a.yaml\ton disk\n+++ zuul.d/a.yaml\tgenerated\n@@ -1,2 +1,2 @@\n x: 1\n-y: 2\n+y: 3\n',
  );
  expect(different['zuul.d/b.yaml']).toContain('--- zuul.d/b.yaml\tmissing\n');
  expect(different['zuul.d/b.yaml']).toContain('+z: 4\n');
});

test('what is no longer generated goes, with folders that get empty; what others put there stays', () => {
  const root = folder({
    'roles/old/tasks/main.yaml': 'old\n',
    'roles/kept/tasks/main.yaml': 'kept\n',
    'roles/kept/tasks/old.yaml': 'old\n',
    'roles/stranger/tasks/main.yaml': 'not ours\n',
    [manifestPath]: manifest('roles/old/tasks/main.yaml', 'roles/kept/tasks/old.yaml', 'roles/gone.yaml'),
  });
  const files = withManifest({ 'roles/kept/tasks/main.yaml': 'kept\n' });
  expect(compareTree(root, files)).toMatchObject({
    orphans: ['roles/old/tasks/main.yaml', 'roles/kept/tasks/old.yaml'],
    unexpected: ['roles/stranger/tasks/main.yaml'],
  });
  writeTree(root, files);
  expect(existsSync(join(root, 'roles/old'))).toBe(false);
  expect(existsSync(join(root, 'roles/kept/tasks/old.yaml'))).toBe(false);
  expect(readFileSync(join(root, 'roles/kept/tasks/main.yaml'), 'utf8')).toBe('kept\n');
  expect(readFileSync(join(root, 'roles/stranger/tasks/main.yaml'), 'utf8')).toBe('not ours\n');
});

test.each([
  ['/etc/passwd', 'leads out of the tree'],
  ['../outside.yaml', 'leads out of the tree'],
  ['roles/../../outside.yaml', 'leads out of the tree'],
  ['roles/link/outside.yaml', 'leads out of the tree by a symbolic link'],
  ['roles/link/not-there/outside.yaml', 'leads out of the tree by a symbolic link'],
])('a manifest that names %s is refused, and nothing is removed', (path, reason) => {
  const elsewhere = folder({ 'outside.yaml': 'precious\n' });
  const root = folder({ 'roles/old.yaml': 'old\n', [manifestPath]: manifest('roles/old.yaml', path) });
  symlinkSync(elsewhere, join(root, 'roles/link'));
  expect(diagnosticsOf(() => writeTree(root, {}))).toEqual([
    expect.objectContaining({
      code: 'unsafe-path',
      where: manifestPath,
      message: `"${path}" ${reason}; expected the path of a generated file`,
    }),
  ]);
  expect(existsSync(join(root, 'roles/old.yaml'))).toBe(true);
  expect(readFileSync(join(elsewhere, 'outside.yaml'), 'utf8')).toBe('precious\n');
});

test('nothing is written through a symbolic link that leads out', () => {
  const elsewhere = folder();
  const root = folder();
  symlinkSync(elsewhere, join(root, 'zuul.d'));
  const files = { 'playbooks/a.yaml': 'a\n', 'zuul.d/a.yaml': 'a\n' };
  expect(diagnosticsOf(() => writeTree(root, files))).toHaveLength(1);
  expect(existsSync(join(elsewhere, 'a.yaml'))).toBe(false);
  expect(existsSync(join(root, 'playbooks'))).toBe(false);
});

test('an orphan that is a link is removed, not what it leads to', () => {
  const root = folder({ 'README.md': 'kept\n', [manifestPath]: manifest('roles/link.yaml') });
  mkdirSync(join(root, 'roles'));
  symlinkSync('../README.md', join(root, 'roles/link.yaml'));
  expect(writeTree(root, {}).removed).toEqual(['roles/link.yaml']);
  expect(existsSync(join(root, 'README.md'))).toBe(true);
});

const handWritten = { 'roles/a/library/a.py': 'print()\n', 'roles/a/module_utils/deep/b.py': 'b\n' };

test('the Python of roles is found and left alone, but for what is generated or left behind by Python', () => {
  const files = { 'roles/a/tasks/main.yaml': 'tasks\n', 'roles/a/module_utils/deep/table.py': 'table\n' };
  const root = folder({
    ...handWritten,
    'roles/a/library/__pycache__/a.pyc': '',
    'roles/a/library/x.txt': '',
  });
  writeTree(root, withManifest(files));
  expect(readHandWritten(root, files)).toEqual(handWritten);
  expect(compareTree(root, withManifest(files))).toEqual({
    different: {},
    orphans: [],
    unexpected: ['roles/a/library/x.txt'],
  });
  const without = withManifest({ 'roles/a/tasks/main.yaml': 'tasks\n' });
  // What an earlier run generated is nobody's handwriting, as long as it is there.
  expect(readHandWritten(root, without)).toEqual(handWritten);
  expect(writeTree(root, without).removed).toEqual(['roles/a/module_utils/deep/table.py']);
  expect(readHandWritten(root, without)).toEqual(handWritten);
});

test('Python of a role that is not defined is refused by name', () => {
  const root = folder(handWritten);
  expect(diagnosticsOf(() => readHandWritten(root, { 'roles/b/tasks/main.yaml': '' }))).toEqual(
    Object.keys(handWritten).map((where) =>
      expect.objectContaining({ code: 'role-without-definition', where }),
    ),
  );
});

test('a file of somebody else is never written over; one that is the same, or from an earlier run, is no obstacle', () => {
  const root = folder({
    'README.md': 'theirs\n',
    'roles/a.yaml': 'theirs\n',
    'roles/b.yaml': 'earlier\n',
    'roles/c.yaml': 'c\n',
    [manifestPath]: manifest('roles/b.yaml'),
  });
  const files = withManifest({ 'roles/a.yaml': 'a\n', 'roles/b.yaml': 'b\n', 'roles/c.yaml': 'c\n' });
  expect(diagnosticsOf(() => refuseForeignFiles(root, files))).toEqual([
    expect.objectContaining({ code: 'foreign-file', where: join(root, 'roles/a.yaml') }),
  ]);
});
