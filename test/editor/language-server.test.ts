import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectSchema, startLanguageServer, type LanguageServer, type Position } from './language-server';

let server: LanguageServer;

const root = resolve(__dirname, '../..');

/** The settings that the documentation shows: users copy them. */
const documentedTags = (): readonly string[] => {
  const page = readFileSync(join(root, 'docs/validate.md'), 'utf8');
  const [, settings = '{}'] = /^```json\n([^]*?)^```/m.exec(page) ?? [];
  return (JSON.parse(settings) as { readonly 'yaml.customTags': readonly string[] })['yaml.customTags'];
};

beforeAll(async () => {
  server = await startLanguageServer(projectSchema, documentedTags());
});

afterAll(() => server.stop());

/** A text with `|` where the cursor is; the line of the schema stands above it. */
const withCursor = (text: string): { readonly text: string; readonly position: Position } => {
  const before = text.slice(0, text.indexOf('|'));
  const lines = before.split('\n');
  const position = { line: lines.length, character: lines.at(-1)?.length ?? 0 };
  return { text: text.replace('|', ''), position };
};

const completions = async (marked: string): Promise<readonly string[]> => {
  const { text, position } = withCursor(marked);
  await server.open(text);
  return server.complete(position);
};

const hover = async (marked: string): Promise<string> => {
  const { text, position } = withCursor(marked);
  await server.open(text);
  return server.hover(position);
};

/** Line (from 1, without that of the schema) and message. */
const problems = async (text: string): Promise<readonly string[]> =>
  (await server.open(text))
    .toSorted((a, b) => a.range.start.line - b.range.start.line)
    .map(({ range, message }) => `${range.start.line}: ${message}`);

const job =
  '- job:\n    name: app\n    parent: opendev-build-docker-image\n    vars:\n      docker_images:\n        - context: .\n';

test('completes the jobs of the library as parents', async () => {
  expect(await completions('- job:\n    name: app\n    parent: |\n')).toEqual(
    expect.arrayContaining(['opendev-build-docker-image', 'opendev-promote-docker-image']),
  );
});

test('completes the variables of the library', async () => {
  expect(await completions('- job:\n    name: app\n    vars:\n      docker_|\n')).toEqual(
    expect.arrayContaining(['docker_images', 'docker_registry', 'docker_dockerfile']),
  );
});

test('completes the keys of an image', async () => {
  const found = await completions(`${job}          |\n`);
  expect(found).toEqual(expect.arrayContaining(['repository', 'tags', 'build_args']));
  expect(found).not.toContain('namespace');
});

test('completes the attributes of a job in a pipeline', async () => {
  expect(
    await completions('- project:\n    check:\n      jobs:\n        - app-test:\n            dep|\n'),
  ).toContain('dependencies');
});

test('explains a key of an image on hover', async () => {
  expect(await hover(`${job}          repo|sitory: acme/app\n`)).toContain(
    'The name of the target repository.',
  );
});

test('explains an attribute of Zuul on hover', async () => {
  expect(await hover('- job:\n    name: app\n    requ|ires: base-image\n')).toContain(
    'Artifacts of changes ahead',
  );
});

test('shows what is wrong, where it is', async () => {
  const found = await problems(
    `${job}          repository: Acme/App:latest\n          tags: latest\n          target: [a]\n          namespace: acme\n          label: [a=b]\n    dependancies: x\n`,
  );
  expect(found).toEqual([
    expect.stringMatching(/^7: Expected a repository in lower case/),
    expect.stringMatching(/^8: Incorrect type. Expected "array"/),
    expect.stringMatching(/^9: Incorrect type. Expected "string"/),
    expect.stringMatching(/^11: .*label is not allowed/),
    expect.stringMatching(/^12: .*dependancies is not allowed/),
  ]);
});

test('takes templates wherever a job file may have them', async () => {
  const text = `${job}          repository: 'acme/{{ name }}'\n          tags: "{{ ['a'] }}"\n          build_args: '{{ args }}'\n`;
  expect(await problems(text)).toEqual([]);
});

test('takes merges of variables', async () => {
  const shared = '- job:\n    name: a\n    vars: &a {x: 1}\n';
  const merged = '- job:\n    name: b\n    vars:\n      <<: *a\n      my-var: 1\n';
  expect(await problems(shared + merged)).toEqual([expect.stringMatching(/^8: This is no variable name; /)]);
});

test('takes the tags of Zuul, on every kind of value', async () => {
  const secret =
    '- secret:\n    name: s\n    data:\n      username: !encrypted/pkcs1-oaep abc\n      password: !encrypted/pkcs1-oaep\n        - abc\n';
  const tags = ['override', 'inherit'].map(
    (tag) =>
      `- job:\n    name: ${tag}\n    vars: !${tag} {x: 1}\n    requires: !${tag} [a]\n    provides: !${tag} b\n`,
  );
  expect(await problems(secret + tags.join(''))).toEqual([]);
});

test('names a variable that Zuul sets itself', async () => {
  expect(await problems('- job:\n    name: a\n    vars:\n      zuul: 1\n')).toEqual([
    '4: This is a variable that Zuul sets itself; choose another name.',
  ]);
});

test.each([
  ['- job:\n    name: app\n    par|ent: base\n', 'The job that this one inherits from.'],
  [
    '- job:\n    name: app\n    par|ent: opendev-build-docker-image\n',
    'The job that this one inherits from.',
  ],
  [
    '- job:\n    name: app\n    secrets:\n      - na|me: x\n        secret: y\n',
    'The variable that the playbooks see.',
  ],
  ['- job:\n    name: app\n    requ|ires: base-image\n', 'Artifacts of changes ahead'],
])('begins %j with its explanation', async (text, explanation) => {
  expect((await hover(text)).startsWith(explanation)).toBe(true);
});

test('completes the name of the credentials', async () => {
  expect(await completions('- job:\n    name: app\n    secrets:\n      - name: |\n')).toContain(
    'docker_credentials',
  );
});

test.each([
  'examples/app/zuul.d/jobs.yaml',
  'examples/base-image/zuul.d/jobs.yaml',
  'examples/two-platforms/zuul.d/jobs.yaml',
  'zuul.d/docker-image-jobs.yaml',
  'test/schemas/zuul-project/valid/project.yaml',
  'test/schemas/zuul-project/valid/regexes.yaml',
  'test/schemas/zuul-project/valid/small.yaml',
])('finds nothing in %s', async (path) => {
  expect(await problems(readFileSync(join(root, path), 'utf8'))).toEqual([]);
});
