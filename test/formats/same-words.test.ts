import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { grammars, type Grammar, type GrammarName } from '../../generator/model/formats';
import { shapeOf } from '../../generator/model/formats/editor';
import { checkOf } from '../../generator/validate/words/format-check';
import { checks } from '../../generator/validate/words/formats';
import { isTemplate } from '../../generator/validate/words/show';
import { textsFor } from '../drawn/texts';

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

const seed = Number(process.env['SEED'] ?? 7);

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
