/** A JSON Schema, draft-07. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const truth: Schema = { type: 'boolean' };
export const whole: Schema = { type: 'integer' };
export const positive: Schema = { type: 'integer', minimum: 1 };
export const anything: Schema = {};
export const nothing: Schema = { type: 'null' };
export const freeMapping: Schema = { type: 'object' };

export const oneOf = (...branches: readonly Schema[]): Schema => ({ anyOf: branches });
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
export const oneOrList = (item: Schema): Schema => oneOf(...branchesOf(item), listOf(item));
export const choice = (...values: readonly (string | boolean)[]): Schema => ({ enum: values });
/** Alternatives for a name that can be any text, but of which some are known. */
export const suggested = (values: readonly string[]): readonly Schema[] =>
  values.length > 0 ? [{ type: 'string', enum: values }, text] : [text];

/** Nested alternatives are one level of alternatives, so that messages name all of them. */
const branchesOf = (schema: Schema): readonly Schema[] =>
  Array.isArray(schema['anyOf']) ? (schema['anyOf'] as readonly Schema[]) : [schema];

/** A mapping with these keys only. */
export const mapping = (
  properties: Readonly<Record<string, Schema>>,
  ...required: readonly string[]
): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
});

/** A schema with its meaning, as hover shows it. */
export const described = (description: string, schema: Schema): Schema => ({
  description,
  markdownDescription: description,
  ...schema,
});

/** RE2, anchored at its start. */
export const regex = oneOf(text, mapping({ regex: text, negate: truth }, 'regex'));

/** Variables by name. */
export const variables = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties,
  propertyNames: {
    pattern: '^[a-zA-Z][a-zA-Z0-9_]*$',
    description: 'is no variable name; a name begins with a letter and goes on with letters, digits and "_"',
  },
});
