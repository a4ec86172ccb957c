const blank = /[ \t\r\n]/;

/** The words that a shell would make of a text, without expansions; nothing if quotes do not close. */
const shellWords = (text: string): readonly string[] | undefined => {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  const letters = [...text];
  for (let index = 0; index < letters.length; index++) {
    const letter = letters[index] ?? '';
    if (quote) {
      const next = letters[index + 1];
      if (letter === quote) quote = '';
      else if (letter === '\\' && quote === '"') {
        if (next === undefined) return undefined;
        // Within double quotes a backslash stays unless it protects a quote or itself.
        word = `${word ?? ''}${next === '"' || next === '\\' ? '' : letter}${next}`;
        index++;
      } else word = `${word ?? ''}${letter}`;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (letter === '\\') {
      const next = letters[++index];
      if (next === undefined) return undefined;
      word = `${word ?? ''}${next}`;
    } else if (blank.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ''}${letter}`;
  }
  if (quote) return undefined;
  return word === undefined ? words : [...words, word];
};

/** A text without one layer of shell quotes; as it is if a shell would read several words. */
export const unquote = (text: string): string => {
  const words = shellWords(text);
  return words?.length === 1 ? (words[0] ?? text) : text;
};
