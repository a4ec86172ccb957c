import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { textReport } from '../../generator/diagnostics';
import { diagnosticOf, findingsJson } from '../../generator/validate/report/report';
import { sarifLog } from '../../generator/validate/report/sarif';
import { visibleJson } from '../../generator/visible';
import { baseImages } from '../../generator/validate/reading/dockerfile';
import { findingsIn, findingsOfText } from './findings';

const folder = mkdtempSync(join(tmpdir(), 'others-'));
afterAll(() => rmSync(folder, { recursive: true }));

const repository = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};

describe('what is no regular file of the repository is told, and not read', () => {
  const cases: readonly (readonly [string, (path: string) => void, string])[] = [
    ['a-pipe', (path) => void execFileSync('mkfifo', [join(path, 'zuul.yaml')]), 'is no regular file'],
    [
      'a-device',
      (path) => symlinkSync('/dev/zero', join(path, 'zuul.yaml')),
      'is a link that leads out of the repository',
    ],
    [
      'a-link-out',
      (path) => {
        writeFileSync(join(folder, 'elsewhere'), 'private: text of a file elsewhere\n');
        symlinkSync('../elsewhere', join(path, 'zuul.yaml'));
      },
      'is a link that leads out of the repository',
    ],
    [
      'a-folder-out',
      (path) => {
        mkdirSync(join(folder, 'other.d'));
        writeFileSync(join(folder, 'other.d', 'a.yaml'), 'private: text of a file elsewhere\n');
        symlinkSync('../other.d', join(path, 'zuul.d'));
      },
      'is a link that leads out of the repository',
    ],
    [
      'a-link-inside-zuul.d',
      (path) => {
        mkdirSync(join(path, 'zuul.d'));
        symlinkSync('/etc/passwd', join(path, 'zuul.d', 'a.yaml'));
      },
      'is a link that leads out of the repository',
    ],
    [
      'a-huge-file',
      (path) => {
        writeFileSync(join(path, 'zuul.yaml'), '');
        truncateSync(join(path, 'zuul.yaml'), 2 ** 40);
      },
      'has 1099511627776 bytes',
    ],
  ];
  test.each(cases)('%s', (name, put, problem) => {
    const path = repository(name);
    put(path);
    const findings = findingsIn([path]);
    expect(findings.map(({ code }) => code)).toEqual(['foreign-file']);
    expect(findings[0]?.message).toContain(problem);
    expect(textReport(findings.map(diagnosticOf))).not.toMatch(/private|root:/);
  });
});

test('a Dockerfile is read inside the repository only', () => {
  const path = repository('dockerfile-out');
  writeFileSync(join(folder, 'Dockerfile'), 'FROM acme/base\n');
  writeFileSync(
    join(path, 'zuul.yaml'),
    `- job: {name: base, parent: opendev-build-docker-image, vars: {docker_images: [{context: base, repository: acme/base}]}}
- job: {name: app, parent: opendev-build-docker-image, vars: {docker_images: [{context: ., repository: acme/app}]}}
- project: {check: {jobs: [base, app]}}
`,
  );
  symlinkSync('../Dockerfile', join(path, 'Dockerfile'));
  expect(findingsIn([path])).toEqual([]);
  rmSync(join(path, 'Dockerfile'));
  writeFileSync(join(path, 'Dockerfile'), 'FROM acme/base\n');
  expect(findingsIn([path]).map(({ code }) => code)).toEqual(['base-image-without-requires']);
});

test('what one file of a folder lacks may stand in the others', () => {
  const path = repository('one-of-several');
  mkdirSync(join(path, 'zuul.d'));
  writeFileSync(
    join(path, 'zuul.d', 'jobs.yaml'),
    `- job: {name: registry, parent: opendev-buildset-registry}
- job: {name: test, parent: opendev-buildset-registry-consumer, run: a.yaml, dependencies: registry}
- project: {check: {jobs: [test]}}
`,
  );
  const severities = (given: string) =>
    findingsIn([given]).map(({ code, severity }) => `${code}: ${severity}`);
  expect(severities(path)).toEqual(['refused-pipeline: error']);
  expect(severities(join(path, 'zuul.d', 'jobs.yaml'))).toEqual(['refused-pipeline: warning']);
  writeFileSync(join(path, 'zuul.d', 'project.yaml'), '- project: {check: {jobs: [registry]}}\n');
  expect(severities(path)).toEqual([]);
});

const secret = (pattern: string, image: string) => `- secret:
    name: hub
    data: {username: u, password: !encrypted/pkcs1-oaep [QUJD], repository: '${pattern}'}
- job:
    name: up
    parent: opendev-upload-docker-image
    secrets: [{name: docker_credentials, secret: hub, pass-to-parent: true}]
    vars: {upload_docker_image_promote: false, docker_images: [{context: ., repository: ${image}}]}
`;

test.each([
  ['(a+)+', true],
  ['(?!b)(a+)+', false],
  ['(?=(a+)+-c)a', false],
])('a pattern that explodes, %s, comes to an end; told is what is certain: %s', (pattern, isTold) => {
  const image = `${'a'.repeat(60)}-b`;
  const codes = findingsOfText(secret(`^${pattern}$`, image)).map(({ code }) => code);
  expect(codes.includes('repository-not-permitted')).toBe(isTold);
});

test('branches by patterns that explode come to an end', () => {
  const jobs = Array.from(
    { length: 60 },
    (_, n) =>
      `- job: {name: j, parent: opendev-build-docker-image, branches: ['^(?!x${n})(a+)+$', ${'a'.repeat(40)}-${n}], vars: {docker_images: [{context: ., repository: acme/a${n}}]}}\n`,
  );
  expect(findingsOfText(`${jobs.join('')}- project: {check: {jobs: [j]}}\n`)).toBeDefined();
});

const numbers = Array.from({ length: 3000 }, (_, n) => n);
const images = (n: number) =>
  `vars: {v${n}: '{{ v${n - 1} }}', docker_images: [{context: ., repository: acme/a${n}, tags: ['{{ v${n} }}']}]}`;
const all = `{jobs: [${numbers.map((n) => `j${n}`).join(', ')}]}`;

test.each([
  [
    'parents',
    numbers.map(
      (n) =>
        `- job: {name: j${n}, parent: ${n ? `j${n - 1}` : 'opendev-build-docker-image'}, ${images(n)}}\n`,
    ),
    `- project: {check: ${all}}\n`,
  ],
  [
    'parents that all ask for something',
    numbers.map(
      (n) =>
        `- job: {name: j${n}, parent: ${n ? `j${n - 1}` : 'opendev-upload-docker-image'}, requires: r${n}, provides: p${n}, secrets: [s${n}], files: [f${n}], ${images(n)}}\n`,
    ),
    `- project: {check: ${all}}\n`,
  ],
  [
    'parents in no pipeline',
    numbers.map(
      (n) =>
        `- job: {name: j${n}, parent: ${n ? `j${n - 1}` : 'opendev-upload-docker-image'}, ${images(n)}}\n`,
    ),
    '',
  ],
  [
    'dependencies',
    numbers.map(
      (n) => `- job: {name: j${n}, parent: opendev-buildset-registry-consumer, dependencies: j${n - 1}}\n`,
    ),
    `- project: {check: ${all}}\n`,
  ],
  [
    'parents, each for a branch of its own',
    numbers.map(
      (n) =>
        `- job: {name: j${n}, branches: b${n}, parent: ${n ? `j${n - 1}` : 'opendev-build-docker-image'}, ${images(n)}}\n`,
    ),
    '',
  ],
])(
  'a chain of 3000 jobs by %s comes to an end',
  (_, jobs, project) => {
    expect(findingsOfText(jobs.join('') + project).filter(({ code }) => code === 'yaml')).toEqual([]);
  },
  120_000,
);

test('jobs of all kinds with the same images are not compared one by one', () => {
  const some = numbers.slice(0, 300);
  const jobs = ['build', 'upload', 'promote'].flatMap((kind) =>
    some.map(
      (n) =>
        `- job: {name: ${kind}${n}, parent: opendev-${kind}-docker-image, requires: r${n}, files: [f${n}], vars: {docker_images: [{context: ., repository: acme/app}]}}\n`,
    ),
  );
  const uses = (kind: string) => `{jobs: [${some.map((n) => `${kind}${n}`).join(', ')}]}`;
  const project = `- project: {check: ${uses('build')}, gate: ${uses('upload')}, promote: ${uses('promote')}}\n`;
  const codes = findingsOfText(jobs.join('') + project).map(({ code }) => code);
  expect(codes).toContain('matchers-differ');
}, 60_000);

test('of too much configuration the first files are read, and the rest is told', () => {
  const path = repository('too-much');
  mkdirSync(join(path, 'zuul.d'));
  for (const name of ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'])
    writeFileSync(join(path, 'zuul.d', name), `# ${'-'.repeat(1_000_000)}\n- job: {name: ${name}, nme: x}\n`);
  const found = findingsIn([path]).map(({ code, place }) => `${code} ${place.source.path.slice(-6)}`);
  expect(found).toEqual(['zuul-syntax a.yaml', 'zuul-syntax b.yaml', 'foreign-file c.yaml']);
}, 60_000);

test('3000 secrets are hidden', () => {
  const text = numbers
    .map((n) => `- secret: {name: s${n}, data: {password: !encrypted/pkcs1-oaep [${'QUJD'.repeat(80)}]}}\n`)
    .join('');
  const shown = findingsOfText(`${text}- jib: x\n`).map(diagnosticOf);
  expect(shown).not.toEqual([]);
  expect(JSON.stringify(shown)).not.toContain('QUJD');
}, 120_000);

test('arguments of a Dockerfile that double each other come to an end', () => {
  const lines = Array.from({ length: 60 }, (_, n) => `ARG A${n + 1}=$A${n}$A${n}`);
  expect(baseImages(`ARG A0=xx\n${lines.join('\n')}\nFROM $A60\nFROM acme/base\n`, new Map(), '')).toEqual([
    { reference: 'acme/base', line: 63 },
  ]);
  const nested = `\${A:-`.repeat(30_000) + '}'.repeat(30_000);
  expect(baseImages(`FROM ${nested}\n`, new Map(), '')).toEqual([]);
});

// Escapes of terminals, marks of direction, and what is not seen at all; as double quotes write them in YAML.
const unseen = '\\e[31mred\\e[0m\\a\\u202egnp.exe\\u2066\\u200b\\ufeff\\u009b2J\\n1:1 error';
const seen = /[\p{Cc}\p{Cf}]/u;

test('nothing unseen of others reaches an output, from keys either', () => {
  const text = `- "job${unseen}": {}
- job:
    name: "a${unseen}"
    "parnet${unseen}": x
    parent: opendev-upload-docker-image
    "allowed-projects": "x - ${unseen}"
    vars:
      docker_images:
        - {context: ., repository: "acme/${unseen}", "tagz${unseen}": 1, tags: ["${unseen}"]}
    secrets: [{name: "docker_credential", secret: "${unseen}"}]
- job: {name: "b${unseen}", vars: {container_images: []}}
- project:
    "gat${unseen}": {jobs: ["a${unseen}", {"a${unseen}": {}, "c${unseen}": {}}]}
    check: {jobs: ["a${unseen}"]}
`;
  const raw = text.replaceAll('\\u202e', '\u202e').replaceAll('\\u200b', '\u200b');
  for (const each of [text, raw]) {
    const findings = findingsOfText(each);
    expect(findings.length).toBeGreaterThan(8);
    // The report itself may hold colours of the linter's own.
    const shown = findings.map(diagnosticOf).map((each) => Object.values(each).join('\n'));
    expect(shown.join('').replaceAll('\n', '')).not.toMatch(seen);
    expect(findingsJson(findings).replaceAll('\n', '')).not.toMatch(seen);
    expect(visibleJson(JSON.stringify(sarifLog(findings, '0'))).replaceAll('\n', '')).not.toMatch(seen);
    // Nobody can write a line that looks like one of the linter's.
    expect(textReport(findings.map(diagnosticOf))).not.toMatch(/^1:1 error/m);
  }
});

test('names of files are shown like everything else of others', () => {
  const path = repository('names');
  mkdirSync(join(path, 'zuul.d'));
  writeFileSync(join(path, 'zuul.d', 'a\u001b[31m\u202eb.yaml'), '- jib: {}\n');
  for (const format of ['text', 'json', 'sarif']) {
    const { stdout } = spawnSync(
      process.execPath,
      ['bin/image-gate.js', 'validate', '--format', format, path],
      { cwd: resolve(__dirname, '../..'), encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    );
    expect(stdout).toContain('jib');
    expect(stdout.replaceAll('\n', '')).not.toMatch(seen);
  }
});

test('long lines and long texts are cut', () => {
  const findings = findingsOfText(`- jib: {${'x'.repeat(100_000)}: 1}\n- ${'y'.repeat(100_000)}: {}\n`);
  expect(textReport(findings.map(diagnosticOf)).length).toBeLessThan(5000);
});
