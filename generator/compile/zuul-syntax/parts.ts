/** A JSON Schema, draft-07. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const truth: Schema = { type: 'boolean' };
export const whole: Schema = { type: 'integer' };
export const positive: Schema = { type: 'integer', minimum: 1 };
export const anything: Schema = {};
export const nothing: Schema = { type: 'null' };
export const freeMapping: Schema = { type: 'object' };

export const oneOf = (...branches: readonly Schema[]): Schema =>
  branches.length === 1 ? { ...branches[0] } : { anyOf: branches };
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
export const oneOrList = (item: Schema): Schema => oneOf(...branchesOf(item), listOf(item));
export const choice = (...values: readonly (string | boolean)[]): Schema => ({ enum: values });
/** A text that can be any of a sort, but of which some are known: editors propose them. */
export const suggested = (values: readonly string[], sort: Schema = text): Schema =>
  values.length > 0 ? { ...sort, examples: values } : sort;

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

/** A regular expression: RE2, anchored at its start. */
const pattern: Schema = { type: 'string', format: 'zuul-regex' };
export const regex = oneOf(pattern, mapping({ regex: pattern, negate: truth }, 'regex'));
export const regexText = pattern;

const letters = '[a-zA-Z][a-zA-Z0-9_]*';
const lettersRule = 'a name begins with a letter and goes on with letters, digits and "_"';

/** The name of a variable. */
export const variableName: Schema = {
  type: 'string',
  pattern: `^${letters}$`,
  patternErrorMessage: `Expected the name of a variable; ${lettersRule}.`,
};

/** Variables that Zuul sets itself, in projects as well as in jobs. */
const reserved = ['zuul', 'zuul_node', 'nodepool', 'unsafe_vars', 'zuul_user_dir'];

/** Variables with which a job could get around Zuul. */
const reservedInJobs = [
  ...['ansible_connection', 'ansible_host', 'ansible_python_interpreter'],
  ...['ansible_shell_executable', 'ansible_user'],
];

/** A rule for names, and how to say of one that it breaks it; editors say it of "this". */
const names = (pattern: string, description: string): Schema => ({
  pattern,
  description,
  patternErrorMessage: `This ${description}.`,
});

const none = (reservedNames: readonly string[]): Schema =>
  names(`^(?!(?:${reservedNames.join('|')})$)`, 'is a variable that Zuul sets itself; choose another name');

/** Where variables stand: a job must not set those by which Zuul reaches the nodes. */
export const jobNames: Schema = { propertyNames: none([...reserved, ...reservedInJobs]) };
export const projectNames: Schema = { propertyNames: none(reserved) };

/** Variables by name; in editors a merge counts as a name. */
export const variables = (properties: Readonly<Record<string, Schema>>, merges = false): Schema => ({
  type: 'object',
  properties,
  propertyNames: names(
    merges ? `^(?:<<|${letters})$` : `^${letters}$`,
    `is no variable name; ${lettersRule}`,
  ),
});
