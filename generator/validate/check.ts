import Ajv, { type ErrorObject } from 'ajv';
import { formats } from './formats';
import { regexProblem } from './regex';
import { isTemplate, kindOf, show } from './show';
import { similar } from './spelling';

/** One thing that is wrong with a value: where in it, and what, in words. */
export interface Problem {
  readonly path: readonly (string | number)[];
  /** Whether it is about the last key of the path or about the value there. */
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
  /** Whether it is that something is not there. */
  readonly isMissing?: true;
}

/** A JSON Schema. */
type Schema = Readonly<Record<string, unknown>>;

const mapped = <Old, New>(
  values: Readonly<Record<string, Old>>,
  change: (value: Old) => New,
): Readonly<Record<string, New>> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));

// Schemas are checked a few times only: code that is made quickly is worth more than quick code.
const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, code: { optimize: false } });
for (const [name, check] of Object.entries(formats)) {
  ajv.addFormat(name, (text: string) => check(text) === undefined);
  ajv.addFormat(`${name}-or-jinja`, (text: string) => isTemplate(text) || check(text) === undefined);
}
ajv.addFormat('zuul-regex', (text: string) => regexProblem(text) === undefined);

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'nothing',
};

const pathOf = (error: ErrorObject): readonly (string | number)[] =>
  error.instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

interface SchemaPart {
  readonly writeOnly?: boolean;
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly description?: string;
  readonly patternErrorMessage?: string;
  readonly pattern?: string;
}

/** What sort of value it is; of a secret no more than that. */
const sortOf = (value: unknown, schema: SchemaPart): string =>
  schema.writeOnly && (typeof value === 'number' || typeof value === 'boolean')
    ? `a ${typeof value}`
    : kindOf(value);

const adviceFor = (value: unknown, type: unknown): { readonly hint?: string } => {
  if (type === 'array' && typeof value !== 'object') return { hint: 'Begin each item with "- ".' };
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return { hint: 'Put it in quotes.' };
  return {};
};

const unknownKey = (
  name: string,
  known: readonly string[],
): { readonly message: string; readonly hint: string } => {
  const near = similar(name, known);
  const hint = near ? `Did you mean "${near}"?` : `Known are: ${known.join(', ')}.`;
  return { message: `${name} is not known here`, hint };
};

/** What is wrong with the name of a key. */
const explainName = (error: ErrorObject, name: string): Problem => ({
  path: [...pathOf(error), name],
  part: 'key',
  message: `${show(name)} ${(error.parentSchema as SchemaPart).description ?? 'is not allowed here'}`,
});

const explain = (error: ErrorObject): Problem => {
  if (error.propertyName !== undefined) return explainName(error, error.propertyName);
  const path = pathOf(error);
  const schema = error.parentSchema as SchemaPart;
  const actual = schema.writeOnly ? 'its value' : show(error.data);
  const isActual = schema.writeOnly ? 'is something else' : `is ${actual}`;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'required': {
      const name = String(params['missingProperty']);
      const meaning = schema.properties?.[name]?.description?.split(/(?<=\.)\s/)[0];
      return {
        path,
        part: 'value',
        message: `${name} is missing`,
        isMissing: true,
        ...(meaning ? { hint: `${name}: ${meaning}` } : {}),
      };
    }
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      return {
        path: [...path, name],
        part: 'key',
        ...unknownKey(name, Object.keys(schema.properties ?? {})),
      };
    }
    case 'pattern': {
      // Editors show it as a sentence of its own.
      const rule = schema.patternErrorMessage?.replace(/^E/, 'e').replace(/\.$/, '');
      return { path, part: 'value', message: `${isActual}; ${rule ?? 'something else is expected here'}` };
    }
    case 'type':
      return {
        path,
        part: 'value',
        message: `is ${sortOf(error.data, schema)}; expected ${names[String(params['type'])] ?? String(params['type'])}`,
        ...(schema.writeOnly ? {} : adviceFor(error.data, params['type'])),
      };
    case 'format': {
      const name = String(params['format']).replace(/-or-jinja$/, '');
      const check = name === 'zuul-regex' ? regexProblem : formats[name as keyof typeof formats];
      return { path, part: 'value', message: `${actual} ${check(String(error.data)) ?? 'is not allowed'}` };
    }
    case 'enum': {
      const allowed = (params['allowedValues'] as readonly unknown[]).map((value) => show(value));
      const near =
        typeof error.data === 'string' && !schema.writeOnly
          ? similar(
              error.data,
              allowed.map((value) => value.slice(1, -1)),
            )
          : undefined;
      return {
        path,
        part: 'value',
        message: `${isActual}; expected ${listed(allowed)}`,
        ...(near ? { hint: `Did you mean "${near}"?` } : {}),
      };
    }
    case 'const':
      return {
        path,
        part: 'value',
        message: `${isActual}; only ${show(params['allowedValue'])} is allowed`,
      };
    case 'minimum':
    case 'maximum': {
      const limit = `${error.keyword === 'minimum' ? 'at least' : 'at most'} ${String(params['limit'])}`;
      const off = error.keyword === 'minimum' ? 'is too low' : 'is too high';
      return { path, part: 'value', message: `${schema.writeOnly ? off : isActual}; expected ${limit}` };
    }
    case 'minItems':
      return { path, part: 'value', message: 'is an empty list; expected at least one item' };
    case 'minProperties':
    case 'maxProperties':
      return {
        path,
        part: 'value',
        message: `has ${Object.keys(error.data as object).length} keys; expected one`,
      };
    default:
      return { path, part: 'value', message: `${isActual}, which is not allowed here` };
  }
};

const below = (error: ErrorObject, outer: ErrorObject): boolean =>
  error.schemaPath.startsWith(`${outer.schemaPath}/`) &&
  (error.instancePath === outer.instancePath || error.instancePath.startsWith(`${outer.instancePath}/`));

/** Errors that say that a value is of another sort than this branch is for. */
const misfit = new Set(['type', 'pattern', 'const']);

/** Tells of the branch that the value was meant for; where there is none, what could stand there. */
const chooseBranch = (outer: ErrorObject, inside: readonly ErrorObject[]): readonly Problem[] => {
  const branches: Record<string, ErrorObject[]> = {};
  for (const error of inside) {
    const number = error.schemaPath.slice(outer.schemaPath.length + 1).split('/')[0] ?? '';
    (branches[number] ??= []).push(error);
  }
  const here = (errors: readonly ErrorObject[]) =>
    errors.filter(({ instancePath }) => instancePath === outer.instancePath);
  const fitting = Object.values(branches)
    .filter((errors) => !here(errors).some(({ keyword }) => misfit.has(keyword)))
    .sort((a, b) => here(a).length - here(b).length || a.length - b.length)[0];
  if (fitting) return reduce(fitting);
  // That a template could stand there goes without saying.
  const atTop = inside.filter(
    (error) =>
      error.instancePath === outer.instancePath && (error.parentSchema as SchemaPart).pattern === undefined,
  );
  const types = atTop.flatMap((e) =>
    e.keyword === 'type' ? [names[String((e.params as { type?: unknown }).type)] ?? ''] : [],
  );
  const values = atTop.flatMap((e) =>
    e.keyword === 'const' ? [show((e.params as { allowedValue?: unknown }).allowedValue)] : [],
  );
  const expected = [...new Set([...types, ...values].filter((word) => word !== ''))];
  const type = atTop.find((error) => error.keyword === 'type');
  const schema = outer.parentSchema as SchemaPart;
  const advice =
    type && !schema.writeOnly ? adviceFor(outer.data, (type.params as { type?: unknown }).type) : {};
  const message = `is ${sortOf(outer.data, schema)}; expected ${listed(expected)}`;
  return [{ path: pathOf(outer), part: 'value', message, ...advice }];
};

const reduce = (errors: readonly ErrorObject[]): readonly Problem[] => {
  const [outer] = errors
    .filter((error) => error.keyword === 'anyOf')
    .sort(
      (a, b) => a.schemaPath.length - b.schemaPath.length || a.instancePath.length - b.instancePath.length,
    );
  if (!outer) {
    // What is wrong with a name is told by the schema of names.
    return errors.filter(({ keyword }) => keyword !== 'propertyNames').map(explain);
  }
  const inside = errors.filter((error) => error !== outer && below(error, outer));
  const outside = errors.filter((error) => error !== outer && !below(error, outer));
  return [...reduce(outside), ...chooseBranch(outer, inside)];
};

/** Everything in which a value differs from a JSON Schema; nothing of a secret is in the messages. */
export const problemsOf = (schema: Schema, value: unknown): readonly Problem[] => {
  const validate = ajv.compile(schema);
  return validate(value) ? [] : reduce(validate.errors ?? []);
};

const hiddenPart = (key: string, part: unknown): unknown => {
  if (key === 'items') return hidden(part as Schema);
  if (key === 'anyOf') return (part as readonly Schema[]).map(hidden);
  return key === 'properties' ? mapped(part as Readonly<Record<string, Schema>>, hidden) : part;
};

/** A schema of which no message may show a value, all the way down. */
export const hidden = (schema: Schema): Schema => ({
  ...Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, hiddenPart(key, part)])),
  writeOnly: true,
});

/** A path as users write it: `docker_images[2].repository`. */
export const pathText = (path: readonly (string | number)[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
