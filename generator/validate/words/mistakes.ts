import { fill, sentence, words } from '../../model/words';
import { account, kindOf, show } from './show';

const { messages, 'ways out': waysOut } = words;

/** What is said of a value of another sort than is expected. */
export const wrongKind = (value: unknown, expected: string): string =>
  fill(messages['wrong kind'], { kind: kindOf(value), expected });

/** A single value before what is said of it; lists and mappings may be long, or hold what nobody is to see. */
export const shownBefore = (value: unknown): string =>
  value === null || value === undefined || typeof value === 'object' ? '' : `${show(value)} `;

/** Letters of a name that are shown. */
const nameLength = 60;

/** A key as it is where that is plain, else in quotes. */
export const shownName = (key: string): string =>
  /^[^\p{C}\p{Z}]+$/u.test(key) && [...key].length <= nameLength
    ? key.replace(account, '***')
    : show(key, nameLength);

/** What is said of a key that is not there. */
export const missing = (key: string, expected: string): string => fill(messages.missing, { key, expected });

/** What is said of keys of other names. */
export const { unknown, ignored } = messages;

/** The ways out, each as a sentence. */
export const adviceOf = (name: keyof typeof waysOut, values: Readonly<Record<string, string>> = {}): string =>
  sentence(fill(waysOut[name], values));
