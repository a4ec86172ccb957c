import { posix } from 'node:path';
import type { Grammar, Refusal } from '../../model/formats';
import { unquote } from './shell-words';
import { show } from './show';

/** Why a text is not what it should be, in words that complete the sentence "<text> ..."; nothing if it is. Of a secret they tell nothing that is in it. */
export type Check = (text: string, isSecret?: boolean) => string | undefined;

const parts = { unquoted: unquote, normal: (text: string): string => posix.normalize(text) };

const written = {
  lower: (text: string): string => show(text.toLowerCase()),
  letter: (text: string): string => (text === ' ' ? 'a space' : show(text)),
};

const inWords = ({ words }: Refusal, text: string, groups: readonly (string | undefined)[]): string =>
  words
    .replace(/\{(\d)(?::(lower|letter))?\}/g, (_, group: string, how?: keyof typeof written) =>
      (how ? written[how] : show)(groups[Number(group)] ?? ''),
    )
    .replace('{length}', String([...text].length));

/** The words without what they would quote. */
const ofSecret = ({ words }: Refusal): string => {
  const [first = ''] = words.includes('{') ? words.split(';') : [words];
  return first.includes('{') ? 'is something else' : first;
};

/** What a grammar says of a text. */
export const checkOf = (grammar: Grammar): Check => {
  const compiled = grammar.map((refusal) => ({
    refusal,
    found: refusal.found === undefined ? undefined : new RegExp(refusal.found, 'u'),
    whole: refusal.unlike === undefined ? undefined : new RegExp(`^(?:${refusal.unlike})$`, 'u'),
  }));
  return (text, isSecret = false) => {
    for (const { refusal, found, whole } of compiled) {
      const looked = refusal.of ? parts[refusal.of](text) : text;
      const match = found?.exec(looked);
      const refused =
        match ??
        (whole?.test(looked) === false ||
          (refusal.above !== undefined && [...looked].length > refusal.above));
      if (refused) return isSecret ? ofSecret(refusal) : inWords(refusal, text, match ?? []);
    }
    return undefined;
  };
};
