import fc from 'fast-check';
import { grammars, type Grammar } from '../../generator/model/formats';
import type { Format } from '../../generator/model/variable';
import { checks } from '../../generator/validate/words/formats';

/** Parts of texts: characters that some grammar cares about, and words with a meaning in names. */
// prettier-ignore
const piece = fc.constantFrom(
  'a', 'B', '9', 'f', '::', ':', '.', '..', '/', '-', '_', '__', '@', '[', ']', '=', ' ', '\t', '\n', '\u0085',
  '{{', '}}', '://', '"', "'", '\\', '\u0000', '\ufeff', '\u202e', 'é', '\u{1F600}', '127.0.0.1', '65535', '65536',
  'localhost', 'quay.io', 'acme', 'fd00', '%eth0', '--build-arg', 'sha256:', 'a'.repeat(64), '0'.repeat(130),
);

const anything = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(''));

const lookahead = /\(\?[!=](?:[^()[\]]|\[(?:\\.|[^\]])*\]|\((?!\?[!=])[^()]*\))*\)/g;

/** Texts are made from a pattern without its look-aheads, the inner ones first. */
const withoutLookaheads = (pattern: string): string => {
  const fewer = pattern.replace(lookahead, '');
  return fewer === pattern ? pattern : withoutLookaheads(fewer);
};

const matching = (pattern: string) =>
  fc.stringMatching(new RegExp(`^(?:${withoutLookaheads(pattern)})$`), { size: 'small' });

/** Texts for a grammar: what its own patterns match, whole and in part, and anything. */
export const textsFor = (grammar: Grammar): fc.Arbitrary<string> => {
  const made = grammar.flatMap(({ found, unlike }) =>
    [found, unlike].filter((pattern) => pattern !== undefined).map(matching),
  );
  return fc.oneof(anything, ...made, ...made.map((text) => fc.tuple(text, piece).map(([a, b]) => a + b)));
};

const grammarOf = (format: Format): Grammar =>
  grammars[format === 'image-repository' ? 'repository' : format];

/** A text that just reaches a limit, and one that is a character longer. */
const atLimits = (grammar: Grammar): readonly string[] =>
  grammar.flatMap(({ above }) => (above === undefined ? [] : ['a'.repeat(above), 'a'.repeat(above + 1)]));

const registries = textsFor(grammars.registry);

const drawn = (format: Format): fc.Arbitrary<string> => {
  const own = textsFor(grammarOf(format));
  return format === 'image-repository'
    ? fc.oneof(
        own,
        fc.tuple(registries, own).map(([registry, rest]) => `${registry}/${rest}`),
      )
    : own;
};

/** A good text of which one character is another one, too many or missing. */
const slips = (good: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(good, fc.nat(), piece, fc.nat(1)).map(([text, place, other, taken]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + (taken && place % 3 ? '' : other) + text.slice(at + taken);
  });

/** Good texts of a format, and texts near to it. */
export interface Texts {
  readonly good: fc.Arbitrary<string>;
  readonly near: fc.Arbitrary<string>;
}

const known = new Map<Format | undefined, Texts>();

const make = (format: Format | undefined): Texts => {
  if (format === undefined) return { good: fc.string({ minLength: 1 }), near: anything };
  const limits = atLimits(grammarOf(format));
  const tried = [...limits, ...fc.sample(drawn(format), { numRuns: 400, seed: 7 })];
  const isGood = (text: string) => text !== '' && checks[format](text) === undefined;
  const good = fc.constantFrom(...tried.filter(isGood));
  const refused = tried.filter((text) => !isGood(text));
  return { good, near: fc.oneof(fc.constantFrom('', ...limits, ...refused), slips(good), drawn(format)) };
};

/** Texts for a format, or for fields that take any text. */
export const textsOf = (format: Format | undefined): Texts => {
  const made = known.get(format) ?? make(format);
  known.set(format, made);
  return made;
};
