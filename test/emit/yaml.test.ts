import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { DiagnosticError } from '../../generator/diagnostics';
import { toYaml, withComment } from '../../generator/emit/yaml';

const write = (value: unknown) => toYaml(value, { source: 'test.ts', header: '# Header.\n' });

/** What PyYAML makes of documents, all in one process. */
const read = (documents: readonly string[]): readonly unknown[] => {
  const { stdout, stderr, status } = spawnSync(
    join(__dirname, '../../.venv/check/bin/python'),
    [join(__dirname, 'read_yaml.py')],
    { input: JSON.stringify(documents), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown[];
};

/** The document of a value, or nothing where the value is refused. */
const written = (value: unknown): string | undefined => {
  try {
    return write(value);
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
};

const refusal = (value: unknown): string => {
  try {
    write(value);
  } catch (error) {
    return error instanceof DiagnosticError ? error.message : String(error);
  }
  throw new Error(`${JSON.stringify(value)} was written`);
};

// Texts that YAML 1.1 or a comment, an anchor or a Jinja template could mistake for something else.
const treacherous = [
  ...['', ' ', 'yes', 'No', 'on', 'OFF', 'y', 'n', 'true', 'null', '~', 'Null', '<<', '.inf', '.NaN', '-'],
  ...['0o17', '017', '0x1F', '0b11', '1_000', '1:30', '190:20:30', '1e3', '+1', '.5', '2026-01-02', '1.'],
  ...['2026-01-02 03:04:05', '12:30:45', '!tag', '&anchor', '*alias', '@at', '`tick`', '%percent', '? key'],
  ...['{{ a }}', '{% if a %}b{% endif %}', '{a: b}', '[a]', 'a: b', 'a #b', '#a', '---', '...', '- a', '|'],
  ...[
    'a\n',
    '\na',
    '\n',
    'a\n\n',
    ' a\nb',
    'a\n b\n',
    'a \nb',
    '  \n',
    'a\n  ',
    "it's",
    '"',
    '\\n',
    '==',
    '= ',
  ],
  ...['é', '漢字', '😀', 'a\u00a0b', ':', 'a:', ':a', '>-', ',', 'a,b', '{', '}', ']'],
];

const anyText = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...treacherous, '=', '\t', '\r\n', '\u0000', '\u2028', '\ud800') },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.constantFrom(...' \n:#-{}[]!|>\'"%@,&*?=~0123.e_yn'.split(''), '{{ ', ' }}'), {
        maxLength: 8,
      })
      .map((parts) => parts.join('')),
  },
);

test('PyYAML reads every text back as it was, as a value and as a key, or the text is refused', () => {
  const samples = [
    ...treacherous,
    ...fc.sample(anyText, { numRuns: 1200, seed: 1 }),
    ...fc.sample(anyText, { numRuns: 400 }),
  ];
  const cases = samples.flatMap((text) => {
    const value = { list: [text], text, nested: { [`key ${text}`]: text, [text]: [{ [text]: text }] } };
    const document = written(value);
    return document === undefined ? [] : [{ value, document }];
  });
  const values = read(cases.map(({ document }) => document));
  const wrong = cases.filter(({ value }, index) => JSON.stringify(values[index]) !== JSON.stringify(value));
  expect(wrong.map(({ document }) => document)).toEqual([]);
  expect(cases.length).toBeGreaterThan(samples.length / 2);
});

test('texts that only look strange are written, not refused', () => {
  expect(treacherous.filter((text) => written([text]) === undefined)).toEqual([]);
});

test('every value is read back as it was', () => {
  const numbers = [0, -1, 1.5, 9007199254740991, 0.1, 0.000001];
  const value = { numbers, booleans: [true, false], nothing: null, empty: [{}, []] };
  expect(read([write(value)])).toEqual([value]);
});

test.each([
  ['=', 'test.ts: a lone "=" cannot be read back; expected any other text'],
  ['a\tb', 'test.ts: a tab or carriage return in a text; expected spaces and line feeds'],
  ['a\r\nb', 'test.ts: a tab or carriage return in a text; expected spaces and line feeds'],
])('refuses %j with the path of the definition', (text, message) => {
  expect(refusal({ a: [{ b: text }] })).toBe(message.replace('test.ts', 'test.ts.a[0].b'));
  expect(refusal({ a: { [text]: 1 } })).toBe(message.replace('test.ts', `test.ts.a.${text}`));
});

test.each([
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [1e21],
  [5e-7],
  [undefined],
  [() => 1],
  [Symbol('a')],
  [1n],
])('refuses %p, which is no value of YAML', (value) => {
  expect(refusal({ a: value })).toMatch(/^test\.ts\.a: /);
});

test('puts comments above what they are about', () => {
  expect(write([withComment('why\nso', { a: 1 }), { b: withComment('because', ['x']), c: 2 }])).toBe(
    '# Header.\n\n# why\n# so\n- a: 1\n\n- # because\n  b:\n    - x\n  c: 2\n',
  );
});

test('repeats what two definitions share instead of writing an alias', () => {
  const shared = { a: [1] };
  expect(write({ one: shared, two: shared })).not.toMatch(/[&*]/);
});

test('keeps long lines whole', () => {
  const text = 'word '.repeat(100).trim();
  expect(write({ text })).toBe(`# Header.\n\ntext: ${text}\n`);
});

test('chunks are an encrypted value where they stand alone, and a key like any other beside others', () => {
  expect(write({ password: { encrypted: ['QUJD'] } })).toContain('password: !encrypted/pkcs1-oaep\n');
  const others = { password: { encrypted: ['QUJD'], since: 2024 } };
  expect(read([write(others)])).toEqual([others]);
});
