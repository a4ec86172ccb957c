import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { grammars, type Grammar, type GrammarName } from '../../generator/model/formats';
import { shapeOf } from '../../generator/model/formats/editor';
import { checkOf } from '../../generator/validate/words/format-check';
import { checks } from '../../generator/validate/words/formats';
import { isTemplate } from '../../generator/validate/words/show';

const python = resolve(__dirname, '../../.venv/check/bin/python');
const names = Object.keys(grammars) as readonly GrammarName[];

type Answers = Readonly<Record<string, readonly (string | null)[]>>;

/** What the roles say of texts, by format; null where they are good. */
const roles = (texts: Readonly<Record<string, readonly string[]>>): Answers => {
  const run = spawnSync(python, [join(__dirname, 'problems.py')], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw run.error ?? new Error(run.stderr);
  return JSON.parse(run.stdout) as Answers;
};

const piece = fc.constantFrom(
  ...[
    'a',
    'B',
    '9',
    'f',
    '::',
    ':',
    '.',
    '..',
    '/',
    '-',
    '_',
    '__',
    '@',
    '[',
    ']',
    '=',
    ' ',
    '\t',
    '\n',
    '\u0085',
  ],
  ...[
    '{{',
    '}}',
    '://',
    '"',
    "'",
    '\\',
    '\u0000',
    '\ufeff',
    '\u202e',
    'é',
    '\u{1F600}',
    '127.0.0.1',
    '65535',
    '65536',
  ],
  ...[
    'localhost',
    'quay.io',
    'acme',
    'fd00',
    '%eth0',
    '--build-arg',
    'sha256:',
    'a'.repeat(64),
    '0'.repeat(130),
  ],
);
const anything = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(''));
const seed = Number(process.env['SEED'] ?? 7);

const lookahead = /\(\?[!=](?:[^()[\]]|\[(?:\\.|[^\]])*\]|\((?!\?[!=])[^()]*\))*\)/g;

/** Texts are made from a pattern without its look-aheads, the inner ones first. */
const withoutLookaheads = (pattern: string): string => {
  const fewer = pattern.replace(lookahead, '');
  return fewer === pattern ? pattern : withoutLookaheads(fewer);
};

/** Texts for a grammar: what its own patterns match, whole and in part, and anything. */
const textsFor = (grammar: Grammar): fc.Arbitrary<string> => {
  const own = grammar.flatMap(({ found, unlike }) =>
    [found, unlike].filter((pattern) => pattern !== undefined),
  );
  const made = own.map((pattern) =>
    fc.stringMatching(new RegExp(`^(?:${withoutLookaheads(pattern)})$`), { size: 'small' }),
  );
  return fc.oneof(anything, ...made, ...made.map((text) => fc.tuple(text, piece).map(([a, b]) => a + b)));
};

/** Texts that are as long as a grammar lets them be, and one longer. */
const longest = (grammar: Grammar): readonly string[] =>
  grammar.flatMap(({ above }) => (above === undefined ? [] : ['a'.repeat(above), 'a'.repeat(above + 1)]));

test('role, linter and editor say the same of every text', () => {
  const texts = Object.fromEntries(
    names.map((name) => [
      name,
      [...fc.sample(textsFor(grammars[name]), { numRuns: 1500, seed }), ...longest(grammars[name])],
    ]),
  );
  const said = roles(texts);
  const differing = names.flatMap((name) => {
    const check = checkOf(grammars[name]);
    return (texts[name] ?? []).flatMap((text, index) => {
      const [role, ours] = [said[name]?.[index] ?? null, check(text) ?? null];
      return role === ours ? [] : [{ name, text: JSON.stringify(text), role, ours }];
    });
  });
  expect(differing.slice(0, 20)).toEqual([]);
});

test.each(names)('every refusal of %s can be met, and something is good', (name) => {
  const grammar: Grammar = grammars[name];
  const texts = [...fc.sample(textsFor(grammar), { numRuns: 3000, seed }), ...examples, ...longest(grammar)];
  const firsts = grammar.map((_, index) => {
    const [upTo, before] = [checkOf(grammar.slice(0, index + 1)), checkOf(grammar.slice(0, index))];
    return texts.some((text) => before(text) === undefined && upTo(text) !== undefined);
  });
  expect(firsts).toEqual(grammar.map(() => true));
  expect(texts.some((text) => checkOf(grammar)(text) === undefined)).toBe(true);
});

test.each([...names, 'image-repository'] as const)(
  'an editor refuses of %s only what the linter does',
  (name) => {
    const shape = shapeOf(name);
    const grammar: Grammar = grammars[name === 'image-repository' ? 'repository' : name];
    const texts = [
      ...fc.sample(textsFor(grammar), { numRuns: 2000, seed }),
      ...examples,
      ...longest(grammar),
    ];
    const takes = (text: string) => shape === undefined || new RegExp(shape.pattern, 'u').test(text);
    const wrong = texts.filter((text) => checks[name](text) === undefined && !takes(text));
    expect(wrong).toEqual([]);
    // What is looked at as it is, the editor sees as well.
    if (name === 'image-repository' || grammar.some(({ of }) => of)) return;
    const missed = texts.filter(
      (text) => checks[name](text) !== undefined && takes(text) && !isTemplate(text),
    );
    expect(missed).toEqual([]);
  },
);

const examples = [
  ...['', 'a'.repeat(96), 'a'.repeat(129), 'a/'.repeat(128) + 'a', 'f'.repeat(64), 'acme/app', 'acme/app:1'],
  ...['quay.io', 'quay.io/acme', 'quay.io/', '[fd00::1]:5000', 'quay.io:0', 'a:b', '-', 'A=b', "A='b'", '=b'],
  ...[
    '{{ x }}',
    'https://quay.io/',
    'acme/app@sha256:0',
    'Acme/App',
    'acme',
    'a--',
    'a/../../b',
    '/a',
    'a b',
  ],
  ...['opendev.org/zuul/zuul', '5000', 'a=b --build-arg c=d', '\u0000', `sha256:${'0'.repeat(64)}`, '.x'],
];
