import type { LineCounter } from 'yaml';

/** A file of Zuul configuration as it was read. */
export interface Source {
  /** As messages show it. */
  readonly path: string;
  /** The folder of its repository. */
  readonly root: string;
  readonly text: string;
  readonly lines: LineCounter;
  /** Whether it is one of several files of a configuration, and the only one that was given. */
  readonly isPart?: true;
}

/** A stretch of a file; offsets count from 0, `end` lies behind it. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

interface LocatedBase {
  readonly place: Place;
  /** Zuul's `!override` and `!inherit`. */
  readonly control?: 'override' | 'inherit';
  /** How many values it is made of once aliases are followed. */
  readonly size: number;
}

/** A single value. */
export interface LocatedScalar extends LocatedBase {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** Zuul decrypts it: what stands in the file says nothing. */
  readonly encrypted?: true;
}

/** A sequence. */
export interface LocatedList extends LocatedBase {
  readonly kind: 'list';
  readonly items: readonly Located[];
}

/** A key with its value. */
export interface Entry {
  readonly key: Place;
  readonly value: Located;
  /** Whether YAML reads the key as a number, a truth value or nothing. */
  readonly keyIsNoText?: true;
}

/** A mapping after merges; what was merged keeps the place where it is written. */
export interface LocatedMapping extends LocatedBase {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A YAML value that knows where it is written, aliases followed. */
export type Located = LocatedScalar | LocatedList | LocatedMapping;

/** What checks see of an encrypted value: like a template, it could be any text. */
const encryptedText = '{{ encrypted }}';

const known = new WeakMap<Located, unknown>();

const build = (located: Located): unknown => {
  switch (located.kind) {
    case 'scalar':
      return located.encrypted ? encryptedText : located.value;
    case 'list':
      return located.items.map(plain);
    case 'mapping':
      return Object.fromEntries([...located.entries].map(([key, { value }]) => [key, plain(value)]));
  }
};

/** The value without its places. */
export const plain = (located: Located): unknown => {
  if (!known.has(located)) known.set(located, build(located));
  return known.get(located);
};

/** The value of a key, if the value is a mapping and has it. */
export const member = (located: Located | undefined, key: string): Located | undefined =>
  located?.kind === 'mapping' ? located.entries.get(key)?.value : undefined;

/** The items of a list; a single value counts as a list of one, as Zuul takes most attributes. */
export const itemsOf = (located: Located | undefined): readonly Located[] =>
  located === undefined ? [] : located.kind === 'list' ? located.items : [located];

/** The text of a value, or nothing if it is something else. */
export const textOf = (located: Located | undefined): string | undefined =>
  located?.kind === 'scalar' && !located.encrypted && typeof located.value === 'string'
    ? located.value
    : undefined;

/** The text of a value, where one that is encrypted is as good as a template. */
export const textOrTemplate = (located: Located | undefined): string | undefined =>
  located?.kind === 'scalar' && located.encrypted ? encryptedText : textOf(located);

/** Whether a value is true, not only something that sounds like it. */
export const isTrue = (located: Located | undefined): boolean =>
  located?.kind === 'scalar' && located.value === true;

/** The place of the value at a path, or of its key; of the nearest thing around it where there is none. */
export const placeAt = (
  located: Located,
  path: readonly (string | number)[],
  part: 'key' | 'value',
): Place => {
  let place = located.place;
  let current: Located | undefined = located;
  for (const [index, step] of path.entries()) {
    const entry: Entry | undefined =
      current?.kind === 'mapping' ? current.entries.get(String(step)) : undefined;
    current = entry?.value ?? (current?.kind === 'list' ? current.items[Number(step)] : undefined);
    if (current === undefined) return place;
    place = entry && part === 'key' && index === path.length - 1 ? entry.key : current.place;
  }
  return place;
};
