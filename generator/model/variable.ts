import type { GrammarName } from './formats';

/** What every field of a variable can say about itself. */
interface FieldBase<Value> {
  /** What the value means, for the people who set it; reStructuredText without directives. */
  readonly description: string;
  readonly required?: boolean;
  /** A literal default, or a Jinja expression in a string where the default depends on the build. */
  readonly default?: Value | `{{ ${string} }}`;
  readonly example?: Value;
  /** What the roles expect where it is missing; completes "expected ...". */
  readonly expected?: string;
  /** Marks a value that must never be shown; forbids defaults, choices and examples. */
  readonly secret?: true;
  /** Fields that are still accepted, and what to use instead. */
  readonly deprecated?: { readonly since: string; readonly use: string };
}

/** What a text follows: a grammar, or a repository with or without its registry. */
export type Format = GrammarName | 'image-repository';

/** A text. */
export interface StringField extends FieldBase<string> {
  readonly type: 'string';
  readonly choices?: readonly string[];
  readonly format?: Format;
  /** Whether a number is taken for the text that Python makes of it: with a warning, or as what is meant. */
  readonly numbers?: 'as text' | 'as they are';
}

/** A truth value. */
export interface BooleanField extends FieldBase<boolean> {
  readonly type: 'boolean';
}

/** A whole number; `minimum` and `maximum` are inclusive. */
export interface IntegerField extends FieldBase<number> {
  readonly type: 'integer';
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A list whose items are all alike. */
export interface ListField extends FieldBase<readonly unknown[]> {
  readonly type: 'list';
  readonly items: Field;
  /** Whether one item may stand without a list around it; the list is never empty then. */
  readonly single?: true;
  /** Whether nothing and an empty text are refused; elsewhere they stand for the default. */
  readonly explicit?: true;
}

/** What a mapping holds under keys that users choose. */
export interface FreeKeys {
  /** What such a key is, for documentation: `registry`. */
  readonly key: string;
  /** What it follows. */
  readonly format?: GrammarName;
  readonly values: Field;
}

/** A mapping with known keys, with `free` ones, or with both; other keys are tolerated unless `closed`. */
export interface DictField extends FieldBase<Readonly<Record<string, unknown>>> {
  readonly type: 'dict';
  readonly fields: Fields;
  readonly closed?: true;
  readonly free?: FreeKeys;
  /** Keys that other roles read from the same mapping: neither documented here nor a mistake. */
  readonly tolerated?: readonly string[];
}

/** The definition of a variable or of a part of one. */
export type Field = StringField | BooleanField | IntegerField | ListField | DictField;

/** Fields by name, in the order in which documentation shows them. */
export type Fields = Readonly<Record<string, Field>>;

/** What a mapping holds under a key; nothing for names such as `constructor`, which every object answers to. */
export const partOf = ({ fields, free }: DictField, key: string): Field | undefined =>
  Object.hasOwn(fields, key) ? fields[key] : free?.values;

/** All that a mapping may hold, by the names that documentation gives it. */
export const partsOf = ({ fields, free }: DictField): Fields =>
  free ? { ...fields, [`<${free.key}>`]: free.values } : fields;

type Options<F extends Field> = Omit<F, 'type'>;

export const str = <const O extends Options<StringField>>(options: O) =>
  ({ type: 'string', ...options }) as const;
export const bool = <const O extends Options<BooleanField>>(options: O) =>
  ({ type: 'boolean', ...options }) as const;
export const int = <const O extends Options<IntegerField>>(options: O) =>
  ({ type: 'integer', ...options }) as const;
export const list = <const O extends Options<ListField>>(options: O) =>
  ({ type: 'list', ...options }) as const;
export const dict = <const O extends Options<DictField>>(options: O) =>
  ({ type: 'dict', ...options }) as const;

/** The TypeScript type of the values that a field allows. */
export type ValueOf<F> = F extends { type: 'string' }
  ? string
  : F extends { type: 'boolean' }
    ? boolean
    : F extends { type: 'integer' }
      ? number
      : F extends { type: 'list'; items: infer I }
        ? readonly ValueOf<I>[]
        : F extends { type: 'dict'; free: { values: infer Free } }
          ? Readonly<Record<string, ValueOf<Free>>>
          : F extends { type: 'dict'; fields: infer Inner }
            ? {
                readonly [K in keyof Inner as Inner[K] extends { required: true } ? K : never]: ValueOf<
                  Inner[K]
                >;
              } & {
                readonly [K in keyof Inner as Inner[K] extends { required: true } ? never : K]?: ValueOf<
                  Inner[K]
                >;
              }
            : never;
