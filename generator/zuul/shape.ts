/** A JSON Schema, draft-07. */
export type Schema = Readonly<Record<string, unknown>>;

declare const values: unique symbol;

/** What a place in Zuul's configuration may hold: a JSON Schema, and the TypeScript type of the same values. */
export interface Shape<T> extends Schema {
  /** Never there: it carries the type. */
  readonly [values]?: T;
}

/** The type of the values that a shape takes. */
export type TypeOf<S> = S extends Shape<infer T> ? T : never;

type Shapes = Readonly<Record<string, Shape<unknown>>>;

/** The type of a mapping: `R` are the keys that it must have. */
type MappingOf<P, R> = { readonly [K in keyof P as K extends R ? K : never]: TypeOf<P[K]> } & {
  readonly [K in keyof P as K extends R ? never : K]?: TypeOf<P[K]>;
};

export const text: Shape<string> = { type: 'string' };
export const truth: Shape<boolean> = { type: 'boolean' };
export const whole: Shape<number> = { type: 'integer' };
export const positive: Shape<number> = { type: 'integer', minimum: 1 };
export const number: Shape<number> = { type: 'number' };
export const nothing: Shape<null> = { type: 'null' };
export const freeMapping: Shape<Readonly<Record<string, unknown>>> = { type: 'object' };

/** Nested alternatives are one level of alternatives, so that messages name all of them. */
const branchesOf = (schema: Schema): readonly Schema[] =>
  Array.isArray(schema['anyOf']) ? (schema['anyOf'] as readonly Schema[]) : [schema];

export const oneOf = <const S extends readonly Shape<unknown>[]>(
  ...branches: S
): Shape<TypeOf<S[number]>> => ({
  anyOf: branches,
});

export const listOf = <T>(items: Shape<T>): Shape<readonly T[]> => ({ type: 'array', items });

export const oneOrList = <T>(item: Shape<T>): Shape<T | readonly T[]> => ({
  anyOf: [...branchesOf(item), listOf(item)],
});

export const choice = <const V extends readonly (string | boolean)[]>(...options: V): Shape<V[number]> => ({
  enum: options,
});

/** A mapping with these keys only. */
export const mapping = <P extends Shapes, R extends keyof P & string = never>(
  properties: P,
  ...required: readonly R[]
): Shape<MappingOf<P, R>> => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
});

/** A mapping with further keys, whose values have the shape `others`. */
export const openMapping = <P extends Shapes, R extends keyof P & string = never>(
  properties: P,
  others: Schema | true,
  ...required: readonly R[]
): Shape<MappingOf<P, R> & Readonly<Record<string, unknown>>> => ({
  ...mapping(properties, ...required),
  additionalProperties: others,
});

/** The same shape under several keys. */
export const each = <N extends string, T>(
  names: readonly N[],
  shape: Shape<T>,
): Readonly<Record<N, Shape<T>>> =>
  Object.fromEntries(names.map((name) => [name, shape])) as Record<N, Shape<T>>;

/** A shape with its meaning, as editors show it. */
export const described = <T>(description: string, shape: Shape<T>): Shape<T> => ({
  description,
  markdownDescription: description,
  ...shape,
});

const propertiesOf = (schema: Schema) => (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;

/** The keys of a mapping, in the order in which its table has them. */
export const keysOf = (schema: Schema): readonly string[] => Object.keys(propertiesOf(schema));

/** The keys of a mapping that take whole numbers. */
export const integersOf = (schema: Schema): readonly string[] =>
  keysOf(schema).filter((key) => propertiesOf(schema)[key]?.['type'] === 'integer');
