/**
 * How long `image-gate validate` takes for repositories of about 1,000 jobs, by shape, start of the command included.
 * Run by hand: `npx ts-node test/bench/validate.ts [SHAPE...]`. A repository should take less than 2 s.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

type Files = Readonly<Record<string, string>>;

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const secrets = 'secrets: [{name: docker_credentials, secret: cred, pass-to-parent: true}]';
const image = (name: string, tag: string) =>
  `vars: {docker_images: [{context: ${name}, repository: acme/${name}, tags: ['${tag}']}]}`;
const build = (name: string, attributes: string) =>
  `- job: {name: ${name}, parent: opendev-build-docker-image, ${attributes}}\n`;
const staged = (name: string, kind: string, attributes: string) =>
  `- job: {name: ${name}, parent: opendev-${kind}-docker-image, ${secrets}, ${attributes}}\n`;

/** Build, upload and promote job for each of many images. */
const gates = (count: number, imageOf: (index: number) => string): string => {
  const jobs = numbers(count).map(
    (index) =>
      build(`b${index}`, imageOf(index)) +
      staged(`u${index}`, 'upload', imageOf(index)) +
      staged(`p${index}`, 'promote', imageOf(index)),
  );
  const list = (letter: string) =>
    numbers(count)
      .map((index) => letter + index)
      .join(', ');
  return `${jobs.join('')}- project: {check: {jobs: [${list('b')}]}, gate: {jobs: [${list('u')}]}, promote: {jobs: [${list('p')}]}}\n`;
};

const project = (names: readonly string[]) => `- project: {check: {jobs: [${names.join(', ')}]}}\n`;

const builds = (count: number, attributesOf: (index: number) => string): string =>
  numbers(count)
    .map((index) => build(`b${index}`, attributesOf(index)))
    .join('') + project(numbers(count).map((index) => `b${index}`));

const shapes: Readonly<Record<string, () => Files>> = {
  'an image for each gate': () => ({ 'zuul.yaml': gates(333, (index) => image(`a${index}`, 'latest')) }),
  'one repository, many tags': () => ({ 'zuul.yaml': gates(333, (index) => image('app', `1.${index}`)) }),
  'each test waits for all before it': () => ({
    'zuul.yaml':
      build('b', `provides: img, ${image('app', '1')}`) +
      numbers(40)
        .map(
          (index) =>
            `- job: {name: t${index}, parent: base, run: t.yaml, requires: img, dependencies: [${numbers(
              index,
            )
              .map((each) => `t${each}`)
              .join(', ')}]}\n`,
        )
        .join('') +
      project(['b', ...numbers(40).map((index) => `t${index}`)]),
  }),
  'images from the first of a chain of jobs': () => ({
    'zuul.yaml': builds(
      1000,
      (index) => `${index > 0 ? `dependencies: [b${index - 1}], ` : ''}${image(`a${index}`, 'latest')}`,
    ),
    ...Object.fromEntries(
      numbers(1000).map((index) => [`a${index}/Dockerfile`, index > 0 ? `FROM acme/a0\n` : 'FROM debian\n']),
    ),
  }),
  '3,000 jobs, each the child of the one before': () => ({
    'zuul.yaml': numbers(3000)
      .map((n) => `- job: {name: j${n}, parent: ${n > 0 ? `j${n - 1}` : 'opendev-build-docker-image'}}\n`)
      .join(''),
  }),
  '5,000 findings': () => ({
    'zuul.yaml':
      numbers(1000)
        .map(
          (index) =>
            `- job:\n    name: b${index}\n    parent: opendev-build-docker-image\n    timeot: 5\n    vars:\n      docker_images:\n` +
            `        - contxt: d${index}\n          repository: Acme/a${index}\n          tags: [latest, 1.0]\n          target: [x]\n`,
        )
        .join('') + project(numbers(1000).map((index) => `b${index}`)),
  }),
  'jobs that inherit from each other': () => ({
    'zuul.yaml':
      numbers(1000)
        .map(
          (index) =>
            `- job: {name: b${index}, parent: ${index > 0 ? `b${index - 1}` : 'opendev-build-docker-image'}, ${image(`a${index}`, 'latest')}}\n`,
        )
        .join('') + project(numbers(1000).map((index) => `b${index}`)),
  }),
  '36,000 lines': () => ({
    'zuul.yaml':
      numbers(1000)
        .map(
          (index) =>
            `- job:\n    name: b${index}\n    parent: opendev-build-docker-image\n    description: |\n      some text\n      more text\n` +
            '    timeout: 1800\n    files: [a, b, c]\n    nodeset: {nodes: [{name: x, label: y}]}\n    vars:\n      docker_images:\n' +
            numbers(5)
              .map(
                (each) =>
                  `        - context: d${index}\n          repository: acme/a${index}x${each}\n          tags: [latest, '1.0']\n` +
                  '          build_args: [A=b, C=d]\n          target: t\n',
              )
              .join(''),
        )
        .join('') + project(numbers(1000).map((index) => `b${index}`)),
  }),
  'a template in 100 projects': () => ({
    'zuul.yaml':
      numbers(100)
        .map((index) => build(`b${index}`, image(`a${index}`, 'latest')))
        .join('') +
      `- project-template: {name: t, check: {jobs: [${numbers(100)
        .map((index) => `b${index}`)
        .join(', ')}]}}\n` +
      numbers(100)
        .map((index) => `- project: {name: p${index}, templates: [t]}\n`)
        .join(''),
  }),
};

const command = resolve(__dirname, '../../bin/image-gate.js');

/** Seconds of one call, and the last line that it prints. */
const measure = (files: Files): readonly [seconds: number, last: string] => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-validate-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const start = process.hrtime.bigint();
    const { stdout, stderr } = spawnSync(process.execPath, [command, 'validate', folder], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    return [seconds, (stdout || stderr).trimEnd().split('\n').at(-1) ?? ''];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const wanted = process.argv.slice(2);
for (const [name, files] of Object.entries(shapes)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const content = files();
  const best = [measure(content), measure(content)].sort(([a], [b]) => a - b)[0];
  console.log(`${best?.[0].toFixed(2)} s  ${name}: ${best?.[1]}`);
}
