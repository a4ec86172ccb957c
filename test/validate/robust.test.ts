import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { diagnosticOf, findingsJson } from '../../generator/validate/report/report';
import { sarifLog } from '../../generator/validate/report/sarif';
import { findingsOfText } from './findings';

/** Everything that `validate` does with a file. */
const look = (text: string): void => {
  const findings = findingsOfText(text);
  findings.map(diagnosticOf);
  findingsJson(findings);
  JSON.stringify(sarifLog(findings, '0.0.0'));
};

const words = fc.constantFrom(
  'job',
  'project',
  'project-template',
  'secret',
  'pipeline',
  'name',
  'parent',
  'vars',
  'docker_images',
  'check',
  'gate',
  'jobs',
  'templates',
  'dependencies',
  'requires',
  'provides',
  'secrets',
  'secret',
  'data',
  'docker_credentials',
  'pass-to-parent',
  'context',
  'repository',
  'tags',
  'build_args',
  'opendev-build-docker-image',
  'opendev-upload-docker-image',
  'opendev-promote-docker-image',
  'opendev-buildset-registry-consumer',
  'a',
  'b',
  '<<',
  '',
  '{{ x }}',
  '__proto__',
  'constructor',
  'toString',
);
const leaf = fc.oneof(words, fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(words, tie('tree'), { maxKeys: 4 }),
  ),
}));

/** Something of which a project is made, with anything in it. */
const stanza = fc.oneof(
  fc.record({ job: fc.dictionary(words, tree, { maxKeys: 6 }) }),
  fc.record({ project: fc.dictionary(words, tree, { maxKeys: 4 }) }),
  fc.record({
    job: fc.record({
      name: fc.constantFrom('a', 'b'),
      parent: words,
      vars: tree,
      secrets: tree,
      dependencies: tree,
    }),
  }),
  fc.record({
    project: fc.record({
      templates: tree,
      check: fc.record({ jobs: fc.array(fc.oneof(words, tree), { maxLength: 3 }) }),
    }),
  }),
  tree,
);

const cases = join(__dirname, 'cases');
const files = readdirSync(cases).flatMap((name) => {
  try {
    return [readFileSync(join(cases, name, 'zuul.yaml'), 'utf8')];
  } catch {
    return [];
  }
});

const mutation = fc
  .tuple(
    fc.constantFrom(...files),
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(12),
        fc.oneof(
          fc.string({ maxLength: 6 }),
          fc.constantFrom(
            '\n',
            ': ',
            '- ',
            '*x',
            '&x ',
            '!override ',
            '<<: *images',
            '\t',
            '[',
            '{',
            '"',
            '#',
            '|',
            '%',
          ),
        ),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((result, [where, length, put]) => {
      const at = Math.floor(where * result.length);
      return result.slice(0, at) + put + result.slice(at + length);
    }, text),
  );

test('no structure makes it crash', () => {
  fc.assert(
    fc.property(fc.array(stanza, { maxLength: 4 }), (content) =>
      look(stringify(content, { version: '1.1' })),
    ),
    { numRuns: 700 },
  );
});

test('no mutation of a real file makes it crash', () => {
  fc.assert(fc.property(mutation, look), { numRuns: 700 });
});

test('no bytes make it crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => look(Buffer.from(bytes).toString('utf8'))),
    { numRuns: 500 },
  );
});

test.each([
  [
    'aliases of aliases',
    `- &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 12 }, (_, n) => `- &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`).join('\n')}\n`,
  ],
  ['an alias inside of itself', '- job: &a\n    name: x\n    vars: *a\n'],
  ['a merge of itself', '- job: &a\n    <<: *a\n    name: x\n'],
  ['deep brackets', `${'['.repeat(20_000)}`],
  ['brackets so deep that Node would end without a word', `${'['.repeat(100_000)}`],
  ['deep lines', Array.from({ length: 2000 }, (_, n) => `${' '.repeat(n)}- \n`).join('')],
  ['deep mappings', `${'{a: '.repeat(5_000)}`],
  [
    'parents in a circle',
    '- job: {name: a, parent: b}\n- job: {name: b, parent: a}\n- project: {check: {jobs: [a, b]}}\n',
  ],
  [
    'dependencies in a circle',
    '- job: {name: a, parent: opendev-buildset-registry-consumer, dependencies: b}\n- job: {name: b, dependencies: a}\n- project: {check: {jobs: [a, b]}}\n',
  ],
])('%s: an answer, and soon', (_, text) => look(text));
