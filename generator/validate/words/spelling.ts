import { distance } from 'fastest-levenshtein';

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
