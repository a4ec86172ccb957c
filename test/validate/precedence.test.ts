import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textReport } from '../../generator/diagnostics';
import { diagnosticOf } from '../../generator/validate/report/report';
import { findingsIn, findingsOfText } from './findings';

const codesOf = (text: string): readonly string[] => findingsOfText(text).map(({ code }) => code);

const upload = `- job:
    name: up
    parent: opendev-upload-docker-image
    secrets: {name: docker_credentials, secret: hub, pass-to-parent: true}
    vars: {upload_docker_image_promote: false, docker_images: [{context: ., repository: acme/app}]}
`;

describe('a pipeline runs before review', () => {
  test.each([
    ['check', '', true],
    ['experimental', '', false],
    ['check', '- pipeline: {name: check, manager: independent}\n', true],
    ['check', '- pipeline: {name: check, manager: independent, post-review: false}\n', true],
    ['check', '- pipeline: {name: check, manager: independent, post-review: true}\n', false],
    ['experimental', '- pipeline: {name: experimental, manager: independent}\n', true],
    ['experimental', '- pipeline: {name: experimental, manager: independent, post-review: true}\n', false],
    ['gate', '', false],
  ])('%s with %j: %j', (pipeline, stanza, isBefore) => {
    const codes = codesOf(`${stanza}${upload}- project: {${pipeline}: {jobs: [up]}}\n`);
    expect(codes.includes('upload-in-check')).toBe(isBefore);
  });

  test('a site that publishes there is told only of what Zuul refuses', () => {
    const open = upload.replace(/^ *secrets:.*\n/m, '').replace('vars: {', 'vars: {docker_credentials: {}, ');
    const told = (text: string) =>
      findingsOfText(`${text}- project: {check: {jobs: [up]}}\n`, { 'publish-before-review': true })
        .filter(({ code }) => code === 'upload-in-check')
        .map(({ severity }) => severity);
    expect([told(open), told(upload)]).toEqual([[], ['error']]);
  });
});

describe('the nearest value of a variable counts, extra-vars before all', () => {
  const [good, bad] = [
    '[{context: ., repository: acme/app}]',
    '[{context: ., repository: quay.io/acme/app}]',
  ];
  const list = (group: string, value: string) => `${group}: {docker_images: ${value}}`;
  // What the parent, the job, the variant in the pipeline, and the project say.
  test.each([
    ['the parent', [list('vars', bad), '', '', ''], true],
    ['the job over its parent', [list('vars', bad), list('vars', good), '', ''], false],
    ['the job over its parent', [list('vars', good), list('vars', bad), '', ''], true],
    ['the variant over the job', ['', list('vars', bad), list('vars', good), ''], false],
    ['the variant over the job', ['', list('vars', good), list('vars', bad), ''], true],
    [
      'extra-vars of the parent over the variant',
      [list('extra-vars', bad), '', list('vars', good), ''],
      true,
    ],
    [
      'extra-vars of the parent over the variant',
      [list('extra-vars', good), '', list('vars', bad), ''],
      false,
    ],
    [
      'extra-vars of the job over its parent',
      [list('extra-vars', bad), list('extra-vars', good), '', ''],
      false,
    ],
    ['the job over the project', ['', list('vars', good), '', list('vars', bad)], false],
    ['the project where nobody else says anything', ['', '', '', list('vars', bad)], true],
    ['an override without the variable', [list('vars', bad), 'vars: !override {x: 1}', '', ''], false],
  ] as const)('%s', (_, [parent, job, variant, project], isBad) => {
    const of = (attributes: string) => (attributes ? `, ${attributes}` : '');
    const codes = codesOf(`- job: {name: a, parent: opendev-build-docker-image${of(parent)}}
- job: {name: b, parent: a${of(job)}}
- project: {check: {jobs: [b: {timeout: 60${of(variant)}}]}${of(project)}}
`);
    expect(codes.includes('registry-mismatch')).toBe(isBad);
  });
});

describe('a job that is a registry on one branch is none on another', () => {
  test.each([
    ['stable', false],
    ['master', true],
    ['^master$', true],
  ])('for a consumer on %s it is missing: %j', (branch, isMissing) => {
    const codes = codesOf(`- job: {name: r, branches: stable, parent: opendev-buildset-registry}
- job: {name: r, branches: master, parent: null}
- job: {name: c, parent: opendev-buildset-registry-consumer, dependencies: r}
- project: {check: {jobs: [r, c: {branches: ${branch}}]}}
`);
    expect(codes.includes('missing-registry-dependency')).toBe(isMissing);
  });
});

describe('a pipeline without changes takes no images of changes ahead', () => {
  const folder = mkdtempSync(join(tmpdir(), 'precedence-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM acme/base\n');
  const timer = 'trigger: {timer: {time: 0 1 * * *}}';
  test.each([
    ['check', '', 'error'],
    ['nightly', '', 'error'],
    ['nightly', timer, 'warning'],
    ['periodic-weekly', '', 'warning'],
    ['periodic-weekly', 'trigger: {gerrit: {event: comment-added}}', 'error'],
    ['post', '', 'warning'],
    ['release', '', 'warning'],
  ])('%s with %j: %s', (pipeline, trigger, severity) => {
    const stanza = trigger ? `- pipeline: {name: ${pipeline}, manager: independent, ${trigger}}\n` : '';
    writeFileSync(
      join(folder, 'zuul.yaml'),
      `${stanza}- job: {name: base, parent: opendev-build-docker-image, vars: {docker_images: [{context: base, repository: acme/base}]}}
- job: {name: app, parent: opendev-build-docker-image, vars: {docker_images: [{context: ., repository: acme/app}]}}
- project: {${pipeline}: {jobs: [base, app]}}
`,
    );
    const found = findingsIn([folder]).find(({ code }) => code === 'base-image-without-requires');
    expect(found?.severity).toBe(severity);
  });
});

test.each(['my_token', 'TOKEN', 'db_password', 'passwd', 'github_tokens'])(
  'the value of a variable %s is not shown in the lines around a place',
  (name) => {
    const text = `- job:
    name: a
    parnet: b
    vars: {${name}: hunter2}
`;
    const report = textReport(findingsOfText(text).map(diagnosticOf));
    expect(report).toContain(name);
    expect(report).not.toContain('hunter2');
  },
);

describe('a tag changes with what its variables hold, however deep', () => {
  test.each([
    ["'{{ now() }}'", '', true],
    ["'{{ a }}'", "a: '{{ now() }}'", true],
    ["'{{ a }}'", "a: '{{ b }}', b: '{{ c }}', c: '{{ d }}', d: ['x', '{{ now() }}']", true],
    ["'{{ a }}'", "a: '{{ b }}', b: '{{ a }}'", false],
    ["'{{ a }}'", "a: '{{ b }}', b: now()", false],
    ["'{{ a }}'", "a: '{{ zuul.change }}'", false],
    ["'{{ a }}'", "a: '{{ zuul.build }}'", true],
  ])('%s with %s: %j', (tag, variables, isUnstable) => {
    const codes = codesOf(`- job:
    name: pro
    parent: opendev-promote-docker-image
    secrets: {name: docker_credentials, secret: hub, pass-to-parent: true}
    vars: {docker_images: [{repository: acme/app, tags: [${tag}]}]${variables ? `, ${variables}` : ''}}
`);
    expect(codes.includes('unstable-tag')).toBe(isUnstable);
  });
});

describe('a tag is the text that Python makes of it', () => {
  test.each([
    ['2_9_0', 'error'],
    ['1.10', 'error'],
    ['2.15', 'warning'],
    ['1.0', 'warning'],
    ['10', 'warning'],
    ['010', 'error'],
    ['1e3', undefined],
    ["'1.10'", undefined],
    ['v1.10', undefined],
  ])('%s: %s', (tag, severity) => {
    const found = findingsOfText(
      `- job: {name: a, parent: opendev-build-docker-image, vars: {docker_images: [{context: ., repository: acme/a, tags: [${tag}]}]}}\n`,
    ).find(({ code }) => code === 'number-as-tag');
    expect(found?.severity).toBe(severity);
  });
});

test.each([
  ['[fe80::1%eth0]:5000', false],
  ['[fe80::1%25eth0]', false],
  ['fe80::1%eth0', false],
  ['[fe80::1]:5000', true],
])('a registry at %s is taken: %j', (registry, isTaken) => {
  const text = `- job:
    name: a
    parent: opendev-build-docker-image
    vars: {docker_registry: '${registry}', docker_images: [{context: ., repository: acme/a}]}
`;
  expect(codesOf(text).includes('wrong-value')).toBe(!isTaken);
});

test('comments of the line above and of the line itself switch off together', () => {
  const image = 'docker_images: [{context: ., repository: acme/a, colour: blue, tags: [1.10]}]';
  const text = (above: string, beside: string) => `- job:
    name: a
    parent: opendev-build-docker-image
    vars:
      # ${above}
      ${image} # ${beside}
`;
  const off = (code: string) => `image-gate: disable=${code}`;
  expect(codesOf(text('', ''))).toEqual(['unknown-key', 'number-as-tag']);
  expect(codesOf(text(off('unknown-key'), ''))).toEqual(['number-as-tag']);
  expect(codesOf(text(off('unknown-key'), off('number-as-tag')))).toEqual([]);
});

test('variables that override those of the parents are looked at, and those that they override are not', () => {
  const text = `- job: {name: a, parent: opendev-build-docker-image, abstract: true, vars: {docker_imags: []}}
- job: {name: b, parent: a, vars: !override {docker_regisry: quay.io}}
- project: {check: {jobs: [b]}}
`;
  const told = findingsOfText(text).filter(({ code }) => code === 'misspelt-variable');
  expect(told.map(({ message }) => message.split(' ')[0])).toEqual(['docker_regisry']);
});
