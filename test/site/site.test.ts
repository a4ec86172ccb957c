import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileZuulFile } from '../../generator/compile/zuul';
import { DiagnosticError, type Diagnostic } from '../../generator/diagnostics';
import { secrets } from '../../generator/library/jobs/secrets';
import { readSite } from '../../generator/site';

const folder = mkdtempSync(join(tmpdir(), 'image-gate-site-'));
afterAll(() => rmSync(folder, { recursive: true }));

const right = `prefix: acme
base-job: base
intermediate-registry:
  secret: acme-registry
  data:
    host: registry.example.org
    port: 5000
    username: zuul
    password: hunter2
images:
  registry: registry.example.org/registry:2
  front: registry.example.org/nginx:stable
pipelines:
  check: [check, experimental]
  gate: gate
  promote: promote
`;

const read = (text: string) => {
  const path = join(folder, 'site.yaml');
  writeFileSync(path, text);
  return readSite(path);
};

const findings = (text: string): readonly Diagnostic[] => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
};

const shown = (text: string) =>
  findings(text).map(({ where, message }) => `${where.slice(folder.length + 1)} ${message}`);

test('the committed site.yaml is right', () => {
  const site = readSite(join(__dirname, '../../site.yaml'));
  expect(site.prefix).toBe('opendev');
});

test('a password may be encrypted, in one chunk or in several, and goes into the secret as it is', () => {
  const chunks = right.replace('hunter2', '!encrypted/pkcs1-oaep\n      - QUJD\n      - REVG');
  expect(read(chunks)['intermediate-registry'].data.password).toEqual({ encrypted: ['QUJD', 'REVG'] });
  expect(read(right.replace('hunter2', '!encrypted/pkcs1-oaep QUJD'))).toMatchObject({
    'intermediate-registry': { data: { password: { encrypted: ['QUJD'] } } },
  });
  expect(compileZuulFile(secrets(read(chunks)), 'x')['zuul.d/secrets.yaml']).toContain(
    '      password: !encrypted/pkcs1-oaep\n        - QUJD\n        - REVG\n',
  );
});

test.each([
  ['an unknown key', ['prefix: acme', 'prefx: acme'], ['site.yaml:1:1 prefx is not known here']],
  [
    'an unknown key inside',
    ['    port: 5000', '    prot: 5000'],
    ['site.yaml:7:5 intermediate-registry.data: prot is not known here'],
  ],
  [
    'a number out of range',
    ['5000', '0'],
    ['site.yaml:7:5 intermediate-registry.data.port: is 0; expected at least 1'],
  ],
  [
    'a text for a number',
    ['5000', '"5000"'],
    ['site.yaml:7:5 intermediate-registry.data.port: is text; expected a whole number'],
  ],
  [
    'an empty password',
    ['hunter2', ''],
    ['site.yaml:9:5 intermediate-registry.data.password: is empty; expected text'],
  ],
  [
    'an encrypted host, which is no secret',
    ['registry.example.org\n', '!encrypted/pkcs1-oaep QUJD\n'],
    ['site.yaml:6:5 intermediate-registry.data.host: is a mapping; expected text'],
  ],
  [
    'a key that stands twice',
    ['base-job: base', 'prefix: b'],
    ['site.yaml:2:1 this is not YAML: Map keys must be unique'],
  ],
  [
    'an open bracket',
    ['acme\n', '[acme\n'],
    [
      'site.yaml:2:1 this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ],
])('%s is refused where it stands', (_, [from = '', to = ''], expected) => {
  expect(shown(right.replace(from, to))).toEqual(expect.arrayContaining(expected));
});

test('a pipeline may stand without a list, and the old key is answered with the new form', () => {
  expect(read(right).pipelines).toEqual({
    check: ['check', 'experimental'],
    gate: ['gate'],
    promote: ['promote'],
  });
  const pipelines = 'pipelines:\n  check: [check, experimental]\n  gate: gate\n  promote: promote\n';
  const old = findings(right.replace(pipelines, 'promote-pipeline: gate-prod\n'));
  expect(old.map(({ message, hint }) => [message, hint])).toEqual([
    [
      'promote-pipeline has become pipelines',
      'Write instead: pipelines: {check: check, gate: gate-prod, promote: promote}.',
    ],
  ]);
  expect(old[0]?.where).toMatch(/site\.yaml:13:1$/);
  expect(shown(`${right}promote-pipeline: gate\nprefx: 1\n`)).toEqual([
    'site.yaml:17:1 promote-pipeline has become pipelines',
    'site.yaml:18:1 prefx is not known here',
  ]);
});

test.each([
  ['gate: gate', "gate: ' '", ['site.yaml:15:3 pipelines.gate: is an empty text']],
  ['gate: gate', 'gate: [gate, gate]', ['site.yaml:15:3 pipelines.gate: "gate" stands there twice']],
  ['gate: gate', 'gate: []', ['site.yaml:15:3 pipelines.gate: is an empty list; expected at least one item']],
  ['gate: gate', 'gate: 1', ['site.yaml:15:3 pipelines.gate: is a number; expected text or a list']],
  [
    'gate: gate',
    'gate: [gate, check]',
    ['site.yaml:15:3 pipelines.gate: "check" stands under check as well'],
  ],
  [
    'gate: gate\n  promote: promote',
    'gate: check\n  promote: check',
    [
      'site.yaml:15:3 pipelines.gate: "check" stands under check as well',
      'site.yaml:16:3 pipelines.promote: "check" stands under check as well',
    ],
  ],
  ['gate: gate', 'gate: gate\n  gait: gate', ['site.yaml:16:3 pipelines: gait is not known here']],
  ['  gate: gate\n', '', ['site.yaml:13:1 pipelines: gate is missing']],
])('pipelines with %j as %j are refused', (from, to, expected) => {
  expect(shown(right.replace(from, to))).toEqual(expected);
});

test('an empty file and a missing one are refused', () => {
  expect(shown('')).toEqual(['site.yaml:1:1 is empty; expected a mapping']);
  expect(() => readSite(join(folder, 'none.yaml'))).toThrow(
    'none.yaml: there is no such file; expected what differs from site to site',
  );
});

test('no excerpt shows the password, wherever the mistake is', () => {
  const wrong = [
    right.replace('username: zuul', 'username: 7'),
    right.replace('password: hunter2', 'password: |\n      hunter2\n      hunter2\n    port: "x"'),
    right.replace('password: hunter2', 'password: [hunter2]'),
    right.replace('password: hunter2', 'password: hunter2\n    more: 1'),
    right.replace('password: hunter2', 'password: "hunter2'),
    right.replace('password: hunter2', 'password: "\\qhunter2"'),
    right.replace('password: hunter2', 'password: "x" hunter2'),
    right.replace('password: hunter2', 'password: *hunter2'),
    right.replace('password: hunter2', 'password: !hunter2 {'),
    right.replace('password: hunter2', 'password: hunter2\n    password: hunter2'),
  ];
  const reports = wrong.map((text) => findings(text));
  expect(reports.every((report) => report.length > 0)).toBe(true);
  expect(JSON.stringify(reports)).not.toContain('hunter2');
  expect(reports[0]?.[0]?.excerpt).toContain('password: *******');
});

test('every mistake is told in one run', () => {
  expect(shown('prefix: 1\nimages: {}\nwhatever: true\n').sort()).toEqual([
    'site.yaml:1:1 base-job is missing',
    'site.yaml:1:1 intermediate-registry is missing',
    'site.yaml:1:1 pipelines is missing',
    'site.yaml:1:1 prefix: is a number; expected text',
    'site.yaml:2:1 images: front is missing',
    'site.yaml:2:1 images: registry is missing',
    'site.yaml:3:1 whatever is not known here',
  ]);
});
