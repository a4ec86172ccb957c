/** Characters that are not seen, or that make a terminal or a reader see something else than what is written. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');

/** Somebody else's text as people may see it: what is unseen is written out. */
export const visible = (text: string): string => text.replace(unseen, escaped);

/** The same for lines with places in them: one sign for each, so that nothing moves. */
export const visibleInPlace = (text: string): string =>
  text.replace(unseen, (character) => (character === '\t' ? ' ' : '\uFFFD'.repeat(character.length)));

/** JSON without unseen characters, which its strings can hold as escapes. */
export const visibleJson = (json: string): string =>
  json.replace(unseen, (character) => (character === '\n' ? character : escaped(character)));
