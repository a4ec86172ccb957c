import { distance } from 'fastest-levenshtein';
import { adviceOf } from './mistakes';

/** One letter for every character, also those that JavaScript counts as two. */
const letters = (word: string): string => word.replace(/[\u{10000}-\u{10FFFF}]/gu, '\uFFFD');

/** The known name that a word is a slip of: one letter off, or two if the name has six or more. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const ranked = known
    .map((name) => ({ name, off: distance(letters(word), name) }))
    .sort((a, b) => a.off - b.off || (a.name < b.name ? -1 : 1))[0];
  return ranked && ranked.off <= Math.min(2, Math.max(1, Math.floor(ranked.name.length / 3)))
    ? ranked.name
    : undefined;
};

const swapped = (word: string, known: readonly string[]): string | undefined =>
  known.find((name) =>
    [...name].some(
      (_, at) => `${name.slice(0, at)}${name[at + 1] ?? ''}${name[at] ?? ''}${name.slice(at + 2)}` === word,
    ),
  );

/** The same, and names of which two letters beside each other are swapped. */
export const similar = (word: string, known: readonly string[]): string | undefined =>
  nearest(word, known) ?? swapped(word, known);

/** The way out where a name is a slip of a known one. */
export const didYouMean = (near: string): string => adviceOf('near', { near });

const wordsOf = (name: string): readonly string[] => name.split(/[^\p{L}\p{N}]+/u);

/** Names of a series, such as those for versions, platforms and parts, which have other digits, other short words, or a word more. */
const isOfSeries = (name: string, other: string): boolean => {
  const [ours, theirs] = [wordsOf(name), wordsOf(other)];
  if (ours.length !== theirs.length) return ours.join('') !== theirs.join('');
  return ours.some((word, index) => {
    const their = theirs[index] ?? '';
    const isShort = Math.max(word.length, their.length) < 4;
    return word !== their && (isShort || /\d/.test(word + their) || similar(word, [their]) === undefined);
  });
};

/** The known name that a name is a slip of, where it may as well be the name of something else that is not known. */
export const slipOf = (name: string, known: Iterable<string>): string | undefined =>
  similar(
    name,
    [...known].filter((each) => Math.abs(each.length - name.length) <= 2 && !isOfSeries(name, each)),
  );
