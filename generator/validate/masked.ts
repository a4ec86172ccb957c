import type { Entry, Located, Place, Source } from './located';
import { member } from './located';
import { parseFile } from './parse';

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
  (key !== 'secrets' &&
    value.kind === 'mapping' &&
    /credentials|password|passwd|token|secret|_registry$/i.test(key)) ||
  /password|passwd|token/i.test(key);

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

/** A text with all between two places hidden but for the keys of lines. */
const hide = (text: string, [start, end]: Range): string => {
  const newline = text.indexOf('\n', end);
  const stop = newline < 0 ? text.length : newline;
  const [first = '', ...others] = text.slice(start, stop).split('\n');
  return text.slice(0, start) + [starred(first), ...others.map(keyOnly)].join('\n') + text.slice(stop);
};

const star = (text: string, [start, end]: Range): string =>
  text.slice(0, start) + starred(text.slice(start, end)) + text.slice(end);

/** From behind the colon of a key. */
const behind = ({ end, source }: Place): number => end + (source.text[end] === ':' ? 1 : 0);

/** Hides an entry: the line of its key to the end, and the value, which an alias may have taken from elsewhere. */
const hideEntry = (text: string, { key, value }: Entry): string => {
  const start = behind(key);
  const near = value.place.start >= start && value.place.end >= start;
  const hidden = near
    ? hide(text, [start, value.place.end])
    : hide(hide(text, [start, start]), [value.place.start, value.place.end]);
  return scalars(value).reduce(star, hidden);
};

const mask = (source: Source): string => {
  const { content } = parseFile(source);
  if (!content) return keysOnly(source.text);
  const stanzas = content.kind === 'list' ? content.items : [content];
  const secrets = stanzas.flatMap((stanza) =>
    stanza.kind === 'mapping' ? (stanza.entries.get('secret') ?? []) : [],
  );
  const others = stanzas.filter((stanza) => !member(stanza, 'secret'));
  const masked = [...secrets, ...others.flatMap(secretEntries)].reduce(hideEntry, source.text);
  return secrets
    .flatMap(nameIn)
    .reduce(
      (text, [start, end]) => text.slice(0, start) + source.text.slice(start, end) + text.slice(end),
      masked,
    );
};

const known = new WeakMap<Source, readonly string[]>();

/** A file's lines with the values of secrets made unreadable, as long as before: what may be shown. */
export const maskedLines = (source: Source): readonly string[] => {
  const lines = known.get(source) ?? mask(source).split('\n');
  known.set(source, lines);
  return lines;
};
