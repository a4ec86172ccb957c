import type { Entry, Located, Place, Source } from './located';
import { member } from './located';
import { parseFile } from './parse';
import { account } from '../words/show';

type Range = readonly [start: number, end: number];

const starred = (text: string): string => text.replace(/[^\s]/g, '*');

/** A line without what stands behind its key: values, anchors, tags and comments. */
const keyOnly = (line: string): string =>
  line.replace(
    /^(\s*(?:- )*(?:[\w.-]+:(?=\s|$))?)(.*)$/,
    (_, key: string, rest: string) => key + starred(rest),
  );

/** A file that cannot be read may hold a secret anywhere: of each line only its key is left. */
const keysOnly = (text: string): string => {
  // Lines of a text that goes over several lines may look as if they had a key.
  let textAbove: number | undefined;
  return text
    .split('\n')
    .map((line) => {
      const indentation = line.search(/[^ ]|$/);
      if (line.trim() !== '' && textAbove !== undefined && indentation <= textAbove) textAbove = undefined;
      if (textAbove !== undefined) return starred(line);
      if (/[|>][-+\d]*\s*(?:#.*)?$/.test(line)) textAbove = indentation;
      return keyOnly(line);
    })
    .join('\n');
};

const scalars = (value: Located): readonly Range[] => {
  switch (value.kind) {
    case 'scalar':
      return [[value.place.start, value.place.end]];
    case 'list':
      return value.items.flatMap(scalars);
    case 'mapping':
      return [...value.entries.values()].flatMap((entry) => scalars(entry.value));
  }
};

/** Variables whose values are secret wherever they stand; what a job has under `secrets` are names. */
const isSecret = (key: string, { value }: Entry): boolean =>
  key === 'data' ||
  (key !== 'secrets' && value.kind === 'mapping' && /secret|_registry$/i.test(key)) ||
  /credentials|password|passwd|token/i.test(key);

/** The entries that hold secrets, each whole. */
const secretEntries = (value: Located): readonly Entry[] => {
  if (value.kind === 'list') return value.items.flatMap(secretEntries);
  if (value.kind !== 'mapping') return [];
  return [...value.entries].flatMap(([key, entry]) =>
    isSecret(key, entry) ? [entry] : secretEntries(entry.value),
  );
};

/** Where the name of a secret is written, which is none. */
const nameIn = ({ value }: Entry): readonly Range[] => {
  const name = value.kind === 'mapping' ? value.entries.get('name') : undefined;
  // Behind an anchor or a tag it may be anything.
  if (name?.value.kind !== 'scalar' || name.value.place.start !== name.key.end + 2) return [];
  return [[name.value.place.start, name.value.place.end]];
};

/** A text that is hidden bit by bit, one letter in each place. */
type Letters = string[];

const replace = (letters: Letters, start: number, text: string): void => {
  for (const [index, letter] of text.split('').entries()) letters[start + index] = letter;
};

/** Hides all between two places but for the keys of lines. */
const hide = (letters: Letters, [start, end]: Range): void => {
  const newline = letters.indexOf('\n', end);
  const stop = newline < 0 ? letters.length : newline;
  const [first = '', ...others] = letters.slice(start, stop).join('').split('\n');
  replace(letters, start, [starred(first), ...others.map(keyOnly)].join('\n'));
};

const star = (letters: Letters, [start, end]: Range): void =>
  replace(letters, start, starred(letters.slice(start, end).join('')));

/** From behind the colon of a key. */
const behind = ({ end, source }: Place): number => end + (source.text[end] === ':' ? 1 : 0);

/** Hides an entry: the line of its key to the end, and the value, which an alias may have taken from elsewhere. */
const hideEntry = (letters: Letters, { key, value }: Entry, starredBefore: Set<number>): void => {
  const start = behind(key);
  const near = value.place.start >= start && value.place.end >= start;
  if (near) hide(letters, [start, value.place.end]);
  else {
    hide(letters, [start, start]);
    hide(letters, [value.place.start, value.place.end]);
  }
  // Aliases lead to the same text again and again.
  for (const range of scalars(value))
    if (!starredBefore.has(range[0])) {
      starredBefore.add(range[0]);
      star(letters, range);
    }
};

const mask = (source: Source): string => {
  const { content } = parseFile(source);
  if (!content) return keysOnly(source.text);
  const stanzas = content.kind === 'list' ? content.items : [content];
  const secrets = stanzas.flatMap((stanza) =>
    stanza.kind === 'mapping' ? (stanza.entries.get('secret') ?? []) : [],
  );
  const others = stanzas.filter((stanza) => !member(stanza, 'secret'));
  const letters = source.text.split('');
  const starredBefore = new Set<number>();
  for (const entry of [...secrets, ...others.flatMap(secretEntries)])
    hideEntry(letters, entry, starredBefore);
  for (const { index, 0: text } of source.text.matchAll(account)) star(letters, [index, index + text.length]);
  for (const [start, end] of secrets.flatMap(nameIn)) replace(letters, start, source.text.slice(start, end));
  return letters.join('');
};

const known = new WeakMap<Source, readonly string[]>();

/** A file's lines with the values of secrets made unreadable, as long as before: what may be shown. */
export const maskedLines = (source: Source): readonly string[] => {
  const lines = known.get(source) ?? mask(source).split('\n');
  known.set(source, lines);
  return lines;
};
