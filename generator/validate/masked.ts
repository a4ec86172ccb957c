import { LineCounter } from 'yaml';
import type { Located, Source } from './located';
import { member } from './located';
import { parseFile } from './parse';

type Range = readonly [start: number, end: number];

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

/** Variables whose values are secret wherever they stand. */
const secretName = /credentials|password|passwd|token|secret|_registry$/i;

const inside = (value: Located, secret: boolean): readonly Range[] => {
  if (secret) return scalars(value);
  if (value.kind === 'list') return value.items.flatMap((item) => inside(item, false));
  if (value.kind !== 'mapping') return [];
  return [...value.entries].flatMap(([key, entry]) =>
    inside(
      entry.value,
      key === 'data' ||
        (secretName.test(key) && entry.value.kind === 'mapping') ||
        /password|passwd|token/i.test(key),
    ),
  );
};

const texts = new WeakMap<Source, string>();

const starred = (text: string): string => text.replace(/[^\s]/g, '*');

/** A file that cannot be read may hold a secret anywhere: of each line only its key is left. */
const keysOnly = (text: string): string =>
  text.replace(
    /^(\s*(?:- )*(?:[\w.-]+:(?=\s|$))?)(.*)$/gm,
    (_, key: string, rest: string) => key + starred(rest),
  );

/** Everything that a secret holds beside its name. */
const ofSecret = (secret: Located): readonly Range[] =>
  secret.kind === 'mapping'
    ? [...secret.entries].flatMap(([key, { value }]) => (key === 'name' ? [] : scalars(value)))
    : scalars(secret);

const mask = (source: Source): string => {
  // A counter of its own: reading a file twice would count its lines twice.
  const { content } = parseFile({ ...source, lines: new LineCounter() });
  if (!content) return /secret/.test(source.text) ? keysOnly(source.text) : source.text;
  const items = content.kind === 'list' ? content.items : [content];
  const ranges = items.flatMap((item) => {
    const secret = member(item, 'secret');
    return secret ? ofSecret(secret) : inside(item, false);
  });
  return ranges.reduce(
    (text, [start, end]) => text.slice(0, start) + starred(text.slice(start, end)) + text.slice(end),
    source.text,
  );
};

/** A file's text with the values of secrets made unreadable, as long as before: what may be shown. */
export const maskedText = (source: Source): string => {
  const known = texts.get(source) ?? mask(source);
  texts.set(source, known);
  return known;
};
