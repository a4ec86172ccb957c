import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Log } from 'sarif';
import { sarifLog } from '../../generator/validate/report/sarif';
import { findingsIn } from './findings';

const root = resolve(__dirname, '../..');
const cases = join(__dirname, 'cases');
const folder = mkdtempSync(join(tmpdir(), 'validate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...argv: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/image-gate.js', 'validate', ...argv], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

test('an error is exit code 1', () => {
  const { status, stdout } = run(join(cases, 'anchors'));
  expect(status).toBe(1);
  expect(stdout).toContain('test/validate/cases/anchors/zuul.yaml:9:11');
  expect(stdout).toMatch(/1 file: \d+ errors, 0 warnings\n$/);
});

test('a warning is exit code 0, with --strict it is 1', () => {
  expect(run(join(cases, 'several-places')).status).toBe(0);
  expect(run('--strict', join(cases, 'several-places')).status).toBe(1);
});

test('a repository without a finding is exit code 0', () => {
  expect(run('examples/app', 'examples/base-image', 'examples/two-platforms')).toEqual({
    status: 0,
    stdout: '3 files: 0 errors, 0 warnings\n',
    stderr: '',
  });
});

test.each([
  [['no/such/path'], 'no/such/path does not exist'],
  [
    ['docs'],
    'docs holds no Zuul configuration; expected one of zuul.yaml, zuul.d, .zuul.yaml, .zuul.d in it',
  ],
])('%j is a mistake in the call: exit code 2', (argv, message) => {
  expect(run(...argv)).toEqual({ status: 2, stdout: '', stderr: `${message}\n` });
});

test('a site that cannot be read is a mistake in the call as well', () => {
  const site = join(folder, 'broken-site.yaml');
  writeFileSync(site, 'prefix: [1]\n');
  for (const path of [site, join(folder, 'missing-site.yaml')]) {
    const { status, stdout, stderr } = run('--site', path, 'examples/app');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(path);
  }
});

test('links that lead nowhere, in circles or to folders are left alone', () => {
  const linked = join(folder, 'linked');
  const directory = join(linked, 'zuul.d');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(linked, 'shared.yaml'), '- job: {name: a}\n');
  symlinkSync('nowhere.yaml', join(directory, 'dangling.yaml'));
  symlinkSync('circle.yaml', join(directory, 'circle.yaml'));
  symlinkSync('.', join(directory, 'itself'));
  symlinkSync('../shared.yaml', join(directory, 'shared.yaml'));
  expect(run(linked)).toEqual({ status: 0, stdout: '1 file: 0 errors, 0 warnings\n', stderr: '' });
});

test('a folder without any file that Zuul reads is told', () => {
  const other = join(folder, 'other-ending', 'zuul.d');
  mkdirSync(other, { recursive: true });
  writeFileSync(join(other, 'jobs.yml'), '- job: {name: a}\n');
  const { status, stdout } = run(join(folder, 'other-ending'));
  expect(status).toBe(0);
  expect(stdout).toContain('Zuul does not read this file');
});

test('jobs with images that no rule looks at are named, which is no failure', () => {
  const path = join(folder, 'not-looked-at.yaml');
  const jobs = Array.from(
    { length: 7 },
    (_, n) => `- job: {name: c${n}, parent: x, vars: {container_images: []}}\n`,
  );
  writeFileSync(path, `${jobs.join('')}- job: {name: d, parent: site-build, vars: {docker_images: []}}\n`);
  expect(run('--strict', path)).toEqual({
    status: 0,
    stdout:
      'Not looked at: 1 job with docker_images (d): as far as these files tell, no child of opendev-build-docker-image or its sisters.\n' +
      'Not looked at: 7 jobs with container_images (c0, c1, c2, c3, c4 and 2 more): as far as these files tell, no child of opendev-build-container-image or its sisters.\n' +
      '1 file: 0 errors, 0 warnings\n',
    stderr: '',
  });
  const { notes } = JSON.parse(run('--format', 'json', path).stdout) as { notes: readonly string[] };
  expect(notes).toHaveLength(2);
  const log = JSON.parse(run('--format', 'sarif', path).stdout) as Log;
  expect(log.runs[0]?.invocations?.[0]?.toolExecutionNotifications).toHaveLength(2);
});

test('the prefix of the jobs comes from the site', () => {
  const site = join(folder, 'site.yaml');
  writeFileSync(
    site,
    'prefix: acme\nbase-job: base\nintermediate-registry:\n  secret: s\n  data: {host: h, port: 5000, username: u, password: p}\nimages: {registry: a, front: b}\npipelines: {check: check, gate: gate, promote: promote}\n',
  );
  const job = (prefix: string) =>
    `- job: {name: a, parent: ${prefix}-build-docker-image, vars: {docker_images: x}}\n`;
  writeFileSync(join(folder, 'acme.yaml'), job('acme'));
  writeFileSync(join(folder, 'opendev.yaml'), job('opendev'));
  expect(run('--site', site, join(folder, 'acme.yaml')).status).toBe(1);
  expect(run('--site', site, join(folder, 'opendev.yaml')).status).toBe(0);
  expect(run(join(folder, 'opendev.yaml')).status).toBe(1);
});

test('json names file, line, column and code', () => {
  const { stdout } = run('--format', 'json', join(cases, 'children-templates-variants'));
  expect(JSON.parse(stdout)).toMatchObject({
    findings: expect.arrayContaining([
      {
        file: 'test/validate/cases/children-templates-variants/zuul.d/jobs.yaml',
        line: 15,
        column: 23,
        endLine: 15,
        endColumn: 41,
        severity: 'error',
        code: 'registry-mismatch',
        message:
          'docker_images[0].repository: "docker.io/acme/app" names the registry docker.io, but docker_registry is "quay.io"',
        hint: 'Write docker_registry: docker.io and repository: acme/app.',
        page: 'docs/lint/registry-mismatch.md',
      },
    ]) as unknown,
  });
});

test('sarif is a log of version 2.1.0 whose results name its rules', () => {
  // That the types fit is checked when this file is compiled.
  const log: Log = sarifLog(findingsIn([join(cases, 'whole-gate')]), '1.0.0');
  const [first] = log.runs;
  expect(log.version).toBe('2.1.0');
  expect(first?.results?.length).toBeGreaterThan(5);
  for (const { ruleId, ruleIndex, level, locations } of first?.results ?? []) {
    expect(first?.tool.driver.rules?.[ruleIndex ?? -1]?.id).toBe(ruleId);
    expect(['error', 'warning']).toContain(level);
    const place = locations?.[0]?.physicalLocation;
    expect(place?.artifactLocation?.uri).toBe('test/validate/cases/whole-gate/zuul.yaml');
    expect(place?.region?.startLine).toBeGreaterThan(0);
    expect(place?.region?.startColumn).toBeGreaterThan(0);
  }
  expect(JSON.parse(run('--format', 'sarif', join(cases, 'whole-gate')).stdout)).toMatchObject({
    version: '2.1.0',
  });
});

test.each(['text', 'json', 'sarif'])('nothing of a secret is in the report as %s', (format) => {
  for (const name of [
    'secrets',
    'odd-secrets',
    'accounts-elsewhere',
    'tags-and-aliases',
    'broken-secret-file',
    'broken-file',
  ]) {
    const { stdout, stderr } = run('--format', format, join(cases, name));
    expect(stdout + stderr).not.toMatch(/hidden-|17171717|aGlkZGVu|Y2lwaGVy/);
    expect(stdout).toContain('zuul.yaml');
  }
});
