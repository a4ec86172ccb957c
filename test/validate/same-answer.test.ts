import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { hasTemplate } from '../../generator/validate/words/show';
import { findingsOfText } from './findings';

const root = resolve(__dirname, '../..');

/** What the role says against each of these lists: all of them in one run of Python. */
const roleErrors = (lists: readonly unknown[]): readonly (readonly string[])[] => {
  const python = join(root, '.venv/check/bin/python');
  const run = spawnSync(python, [join(__dirname, 'accepts.py')], {
    input: JSON.stringify(lists),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw run.error ?? new Error(run.stderr);
  return JSON.parse(run.stdout) as readonly (readonly string[])[];
};

/** What `validate` says against a list; as text, so that it takes the way of a file. */
const validateErrors = (images: unknown): readonly string[] => {
  const job = { name: 'app', parent: 'opendev-build-docker-image', vars: { docker_images: images } };
  const text = stringify([{ job }], {
    version: '1.1',
    aliasDuplicateObjects: false,
    defaultStringType: 'QUOTE_DOUBLE',
    lineWidth: 0,
  });
  return findingsOfText(text)
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
};

const compare = (lists: readonly unknown[]): void => {
  const answers = roleErrors(lists);
  const differing = lists.flatMap((list, index) => {
    const [role, ours] = [answers[index] ?? [], validateErrors(list)];
    return (role.length === 0) === (ours.length === 0) ? [] : [{ list: JSON.stringify(list), role, ours }];
  });
  expect(differing.slice(0, 20)).toEqual([]);
};

const name = fc.oneof(
  fc.stringMatching(/^[a-z0-9]{1,6}([._-]{1,3}[a-z0-9]{1,4}){0,2}$/),
  fc.stringMatching(/^[A-Za-z0-9._:@/ -]{0,12}$/),
);
const registry = fc.constantFrom(
  '',
  '',
  '',
  'docker.io/',
  'index.docker.io/',
  'quay.io/',
  'localhost/',
  'DOCKER.io/',
  '[::1]:5000/',
  'a:b/',
  'https://',
);
const repository = fc
  .tuple(registry, fc.array(name, { minLength: 1, maxLength: 3 }))
  .map(([host, parts]) => host + parts.join('/'));
const scalar = fc.oneof(
  fc.string(),
  fc.integer({ min: -9, max: 9999 }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(''),
);
const odd = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 2 }),
  fc.dictionary(fc.string({ maxLength: 4 }), scalar, { maxKeys: 2 }),
);
/** Mostly good, sometimes anything. */
const mostly = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: odd });
const listOf = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  mostly(fc.array(mostly(item), { maxLength: 3 }));
const path = fc.oneof(
  fc.constantFrom('.', 'app', 'a/b', '..', '../x', 'a/../..', '/x', '-f', 'a b', './', 'a//b/'),
  fc.string({ maxLength: 8 }),
);
const pair = fc.oneof(
  fc.constantFrom(
    'A=b',
    "A='b c'",
    '=x',
    '--x',
    'A',
    'A="b',
    "'A'=b\\",
    '"-x"',
    ' =b',
    'A=b --build-arg C=d',
    "''",
    '\\-x',
    "a ''",
  ),
  fc.string({
    maxLength: 10,
    unit: fc.constantFrom('a', '=', "'", '"', '\\', ' ', '-', '\t', '\n', '\u0085', 'é', '\u{1F600}'),
  }),
);
const tag = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9._-]{1,8}$/),
  fc.constantFrom('a'.repeat(95), 'a'.repeat(96), 'a'.repeat(129), '1.0+x', ''),
  fc.integer({ min: 0, max: 99 }),
);
const project = fc.oneof(
  fc.constantFrom('opendev.org/a/b', 'a/b', 'a', 'a/../b', '/a', '-a/b', 'a/b~c', 'a b/c'),
  fc.string({ maxLength: 8 }),
);
const key = fc.oneof(
  fc.constantFrom(
    'repositry',
    'tag',
    'context_',
    'namespace',
    'visibility',
    'arch',
    'arches',
    'label',
    'build-args',
    'owner',
    'registry',
    'targt',
  ),
  fc.string({
    minLength: 1,
    maxLength: 12,
    unit: fc.constantFrom('t', 'a', 'g', 's', 'p', 'h', 'r', 'e', 'l', 'b', '_', '\u{1F600}'),
  }),
);
/** What each key is tried with. */
const tried: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  context: mostly(path),
  repository: mostly(repository),
  tags: listOf(tag),
  path: mostly(path),
  dockerfile: mostly(path),
  target: mostly(
    fc.oneof(fc.constantFrom('prod', '', '-x', 'a.b', 'a b', '.a', '_a'), fc.string({ maxLength: 4 })),
  ),
  build_args: listOf(pair),
  labels: listOf(pair),
  siblings: listOf(project),
};
const good = { context: '.', repository: 'acme/app' };
/** A good image but for one key: two mistakes would hide one that only one side finds. */
const image = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .constantFrom(...Object.keys(tried))
      .chain((name) => (tried[name] ?? odd).map((value) => ({ ...good, [name]: value }))),
  },
  { weight: 2, arbitrary: fc.tuple(key, odd).map(([name, value]) => ({ [name]: value, ...good })) },
  {
    weight: 1,
    arbitrary: fc
      .subarray(['context', 'repository'])
      .map((names) => Object.fromEntries(names.map((name) => [name, 'a']))),
  },
  { weight: 1, arbitrary: fc.record(tried) },
);
const images = fc.oneof(
  { weight: 9, arbitrary: image.map((one) => [one]) },
  { weight: 3, arbitrary: fc.tuple(image, image).map(([one, other]) => [one, other]) },
  { weight: 1, arbitrary: odd },
);

test('the role and validate take the same image lists', () => {
  const lists = fc.sample(images, { numRuns: 3000 }).filter((list) => !hasTemplate(list));
  // Enough of both, or the comparison says little.
  const refused = lists.filter((list) => validateErrors(list).length > 0).length;
  expect(refused).toBeGreaterThan(300);
  expect(lists.length - refused).toBeGreaterThan(300);
  compare(lists);
});

test('the role and validate agree on every sample', () => {
  const folder = join(root, 'test/schemas/docker_images');
  const files = ['valid', 'invalid'].flatMap((kind) =>
    readdirSync(join(folder, kind))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => join(folder, kind, file)),
  );
  compare(
    files
      .map((file) => parse(readFileSync(file, 'utf8'), { version: '1.1' }) as unknown)
      // PyYAML reads "." as text, which this reader of samples does not.
      .map(
        (list) =>
          JSON.parse(JSON.stringify(list), (field, value: unknown) =>
            field === 'context' && value === null ? '.' : value,
          ) as unknown,
      )
      .filter((list) => !hasTemplate(list)),
  );
});
