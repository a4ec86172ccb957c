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

const mask = (source: Source): string => {
  // A counter of its own: reading a file twice would count its lines twice.
  const { content } = parseFile({ ...source, lines: new LineCounter() });
  // What cannot be read may hold anything: then only what is left of the first colon of a line is shown.
  if (!content)
    return /\bsecret\b/.test(source.text)
      ? source.text.replace(
          /(:\s|- ).*$/gm,
          (text) => text.slice(0, 2) + '*'.repeat(Math.max(0, text.length - 2)),
        )
      : source.text;
  let text = source.text;
  const items = content.kind === 'list' ? content.items : [];
  for (const [start, end] of items.flatMap((item) => inside(member(item, 'secret') ?? item, false)))
    text = text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, '*') + text.slice(end);
  return text;
};

/** A file's text with the values of secrets made unreadable, as long as before: what may be shown. */
export const maskedText = (source: Source): string => {
  const known = texts.get(source) ?? mask(source);
  texts.set(source, known);
  return known;
};
