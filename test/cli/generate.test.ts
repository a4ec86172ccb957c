import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(__dirname, '../..');
// A repository of its own, so that definitions and generated files can be spoilt.
const root = mkdtempSync(join(tmpdir(), 'image-gate-cli-'));

beforeAll(() => {
  for (const name of [
    'bin',
    'generator',
    'examples',
    'package.json',
    'tsconfig.json',
    'site.yaml',
    'README.md',
  ])
    cpSync(join(repository, name), join(root, name), { recursive: true });
  for (const role of readdirSync(join(repository, 'roles')))
    for (const part of ['library', 'module_utils'])
      if (existsSync(join(repository, 'roles', role, part)))
        cpSync(join(repository, 'roles', role, part), path(`roles/${role}/${part}`), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  rmSync(join(root, 'generator/generated-files.txt'));
});
afterAll(() => rmSync(root, { recursive: true }));

const run = (...argv: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/image-gate.js', ...argv], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
};

const path = (name: string) => join(root, name);
const text = (name: string) => readFileSync(path(name), 'utf8');
const change = (name: string, from: string, to: string): void => {
  const before = text(name);
  expect(before).toContain(from);
  writeFileSync(path(name), before.replace(from, to));
};
const role = 'generator/library/roles/pause-buildset-registry.ts';
const tasks = 'roles/pause-buildset-registry/tasks/main.yaml';

test('a wrong definition is refused before anything is written', () => {
  const playbook = 'generator/library/playbooks/buildset-registry.ts';
  const before = text(playbook);
  change(playbook, "roles: ['push-to-intermediate-registry']", "roles: ['push-to-intermedaite-registry']");
  const { status, stdout, stderr } = run('generate');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^generator\/library\/playbooks\/buildset-registry\.ts: buildset-registry\/post plays\[1\]\.roles\[0\] {2}error {2}calls the role "push-to-intermedaite-registry"; expected one of image-gate, .* {2}\(unknown-role\)\n$/,
  );
  expect(existsSync(path(tasks))).toBe(false);
  writeFileSync(path(playbook), before);
});

test('what is missing is written, and nothing the second time', () => {
  const first = run('generate');
  expect(first).toMatchObject({ status: 0, stderr: '' });
  expect(first.stdout).toMatch(/^written {2}.*\n[^]*\n\d+ written, 0 removed, \d+ unchanged\n$/);
  expect(first.stdout).toContain(`written  ${tasks}\n`);
  const second = run('generate');
  expect(second.stdout).toMatch(/^0 written, 0 removed, \d+ unchanged\n$/);
});

test('--check shows an edit, a deletion, an orphan and a stranger, and writes nothing', () => {
  expect(run('generate', '--check')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+ generated files are up to date\n$/) as string,
  });
  const manifest = 'generator/generated-files.txt';
  change(tasks, 'Pause the job', 'Stop the job');
  unlinkSync(path('schemas/docker_images.schema.json'));
  writeFileSync(path('roles/old.yaml'), 'old\n');
  change(manifest, 'roles/pause', 'roles/old.yaml\nroles/pause');
  writeFileSync(path('zuul.d/mine.yaml'), 'mine\n');

  const { status, stdout, stderr } = run('generate', '--check');
  expect(status).toBe(1);
  expect(stdout).toContain(`+++ ${tasks}\tgenerated\n`);
  expect(stdout).toContain('-- name: Stop the job\n+- name: Pause the job\n');
  expect(stdout).toContain('--- schemas/docker_images.schema.json\tmissing\n');
  expect(stdout).toContain('roles/old.yaml: is no longer generated\n');
  expect(stdout).toContain('zuul.d/mine.yaml: is not a generated file; nothing else belongs in its folder\n');
  // The manifest itself is the fifth.
  expect(stderr).toBe('5 files differ from what the definitions give. Run: npm run generate\n');
  expect(text(tasks)).toContain('Stop the job');

  const json = JSON.parse(run('--format', 'json', 'generate', '--check').stdout) as {
    readonly diagnostics: readonly { readonly code: string; readonly where: string }[];
  };
  expect(json.diagnostics.map(({ code, where }) => `${code} ${where}`)).toEqual([
    'drift generator/generated-files.txt',
    'orphan roles/old.yaml',
    `drift ${tasks}`,
    'drift schemas/docker_images.schema.json',
    'unexpected-file zuul.d/mine.yaml',
  ]);
});

test('generating repairs what was edited, removes the orphan and leaves the stranger', () => {
  const { stdout } = run('generate');
  expect(stdout).toContain(
    `written  ${tasks}\nwritten  schemas/docker_images.schema.json\nwritten  generator/generated-files.txt\nremoved  roles/old.yaml\n3 written, 1 removed, `,
  );
  expect(existsSync(path('zuul.d/mine.yaml'))).toBe(true);
  unlinkSync(path('zuul.d/mine.yaml'));
});

test('a change of a definition changes its files alone', () => {
  change(role, "name: 'Pause the job'", "name: 'Wait for the others'");
  const { stdout } = run('generate');
  expect(stdout).toMatch(new RegExp(`^written {2}${tasks}\n1 written, 0 removed, `));
});

test('a wrong site.yaml is refused by line and column, without its secret', () => {
  const site = text('site.yaml')
    .replace('port: 5000', 'port: 70000')
    .replace(/password: .*/g, 'password: hunter2');
  writeFileSync(path('other.yaml'), site);
  const { status, stdout, stderr } = run('generate', '--check', '--site', 'other.yaml');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^other\.yaml:\d+:5 {2}error {2}intermediate-registry\.data\.port: is 70000; expected at most 65535 {2}\(site\)\n/,
  );
  expect(stderr).toContain('port: 70000\n');
  expect(stderr).not.toContain('hunter2');
});

test('another site gives other files', () => {
  writeFileSync(path('other.yaml'), text('site.yaml').replace('prefix: opendev', 'prefix: acme'));
  const { status } = run('generate', '--site', 'other.yaml', '--output', 'elsewhere');
  expect(status).toBe(0);
  expect(text('elsewhere/zuul.d/docker-image-jobs.yaml')).toContain('name: acme-build-docker-image\n');
  expect(text('zuul.d/docker-image-jobs.yaml')).not.toContain('acme-');
  const module = 'roles/image-gate/library/image_plan.py';
  expect(text(`elsewhere/${module}`)).toBe(text(module));
  expect(existsSync(path('elsewhere/README.md'))).toBe(false);
});

test("another folder keeps what is not the library's: foreign files beside are fine, one in the way is refused", () => {
  const elsewhere = ['--site', 'other.yaml', '--output', 'elsewhere'];
  mkdirSync(path('elsewhere/roles/mine'));
  writeFileSync(path('elsewhere/roles/mine/README.md'), 'mine\n');
  expect(run('generate', '--check', ...elsewhere)).toMatchObject({ status: 0, stderr: '' });
  expect(run('generate', ...elsewhere).stdout).toMatch(/^0 written, 0 removed, /);

  mkdirSync(path('taken/zuul.d'), { recursive: true });
  writeFileSync(path('taken/zuul.d/docker-image-jobs.yaml'), 'mine\n');
  const { status, stdout, stderr } = run('generate', '--output', 'taken');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(
    'taken/zuul.d/docker-image-jobs.yaml  error  is not from an earlier run, and is left alone',
  );
  expect(text('taken/zuul.d/docker-image-jobs.yaml')).toBe('mine\n');
  expect(existsSync(path('taken/roles'))).toBe(false);
});

test.each([
  [['generate', '--chekc'], "error: unknown option '--chekc'\n(Did you mean --check?)\n"],
  [['genrate'], "error: unknown command 'genrate'\n(Did you mean generate?)\n"],
  [['--format', 'xml', 'generate'], "argument 'xml' is invalid. Allowed choices are text, json, sarif.\n"],
])('%j is called wrongly: exit code 2, and how to call it right', (argv, message) => {
  const { status, stdout, stderr } = run(...argv);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toContain('Usage: image-gate');
});

test('help has examples', () => {
  const { status, stdout } = run('generate', '--help');
  expect(status).toBe(0);
  expect(stdout).toContain('Examples:\n  image-gate generate\n  image-gate generate --check\n');
});
