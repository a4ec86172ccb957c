import type { ErrorObject } from 'ajv';
import { expected } from '../../model/formats/editor';
import { words } from '../../model/words';
import type { Format } from '../../model/variable';
import { checks } from './formats';
import { regexProblem } from './regex';
import { adviceOf, wrongKind } from './mistakes';
import { kindOf, show } from './show';
import { didYouMean, similar } from './spelling';

/** One thing that is wrong with a value: where in it, and what, in words. */
export interface Problem {
  readonly path: readonly (string | number)[];
  /** Whether it is about the last key of the path or about the value there. */
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
  /** Whether it is that the value is of another sort, which does not tell the value. */
  readonly isWrongKind?: true;
  /** The key that is not there, if it is that. */
  readonly missing?: string;
}

const { kinds, types } = words;

/** Types of JSON Schema in words. */
export const names: Readonly<Record<string, string>> = {
  string: types.string,
  integer: types.integer,
  number: kinds.number,
  boolean: types.boolean,
  array: types.list,
  object: types.dict,
  null: 'nothing',
};

/** Where an error is. */
export const pathOf = (error: ErrorObject): readonly (string | number)[] =>
  error.instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));

/** Words with "or" before the last. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

/** What messages need of a schema. */
export interface SchemaPart {
  readonly writeOnly?: boolean;
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly description?: string;
  readonly patternErrorMessage?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly additionalProperties?: unknown;
}

/** The text that a mapping of one key may stand for, such as a build argument. */
const pairIn = (value: unknown, { format, writeOnly }: SchemaPart): string | undefined => {
  const [[key, part] = ['', undefined], ...others] = Object.entries(value as object) as [string, unknown][];
  const name = format?.replace(/-or-jinja$/, '');
  if (
    writeOnly ||
    others.length > 0 ||
    typeof part !== 'string' ||
    !(name === 'build-argument' || name === 'image-label')
  )
    return undefined;
  const text = `${key}=${part}`;
  return checks[name](text) === undefined ? text : undefined;
};

/** The way out for a value of the wrong type. */
export const adviceFor = (value: unknown, type: unknown, schema: SchemaPart): { readonly hint?: string } => {
  const kind = kindOf(value);
  if (type === 'array' && kind !== kinds.nothing) return { hint: adviceOf('items') };
  if (type === 'string' && (kind === kinds.number || kind === kinds.boolean))
    return { hint: adviceOf('quotes') };
  const pair = type === 'string' && kind === kinds.mapping ? pairIn(value, schema) : undefined;
  return pair === undefined ? {} : { hint: adviceOf('pair', { text: show(pair) }) };
};

const unknownKey = (
  name: string,
  known: readonly string[],
): { readonly message: string; readonly hint: string } => {
  const near = similar(name, known);
  const hint = near ? didYouMean(near) : `Known are: ${known.join(', ')}.`;
  return { message: `${name} is not known here`, hint };
};

const formatOf = (error: ErrorObject): Format =>
  String((error.params as { readonly format?: unknown }).format).replace(/-or-jinja$/, '') as Format;

/** What a format has against a text; of a secret it tells nothing that is in it. */
const againstFormat = (error: ErrorObject, text: string, isSecret?: boolean): string | undefined => {
  const name: string = formatOf(error);
  return name === 'zuul-regex' ? regexProblem(text) : checks[name as Format](text, isSecret);
};

/** Whether a key is missing only as a slip of it stands there, or nothing that is known: where other keys are refused, that is told. */
export const isMisnamed = ({ keyword, data, params, parentSchema }: ErrorObject): boolean => {
  const schema = parentSchema as SchemaPart;
  if (keyword !== 'required' || schema.additionalProperties !== false) return false;
  const known = Object.keys(schema.properties ?? {});
  const keys = Object.keys(data as object);
  const unknown = keys.filter((key) => !known.includes(key));
  const { missingProperty } = params as { readonly missingProperty?: unknown };
  return (
    (unknown.length > 0 && unknown.length === keys.length) ||
    unknown.some((key) => similar(key, known) === missingProperty)
  );
};

/** What is wrong with the name of a key. */
const explainName = (error: ErrorObject, name: string): Problem => {
  const { description = 'is not allowed here' } = error.parentSchema as SchemaPart;
  const problem = error.keyword === 'format' ? againstFormat(error, name) : undefined;
  return { path: [...pathOf(error), name], part: 'key', message: `${show(name)} ${problem ?? description}` };
};

/** An error in words. */
export const explain = (error: ErrorObject): Problem => {
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
        missing: name,
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
        message: wrongKind(error.data, names[String(params['type'])] ?? String(params['type'])),
        isWrongKind: true,
        ...adviceFor(error.data, params['type'], schema),
      };
    case 'format': {
      const problem = againstFormat(error, String(error.data), schema.writeOnly) ?? 'is not allowed';
      const rest =
        schema.writeOnly && !problem.includes('; ') ? `; expected ${expected[formatOf(error)]}` : '';
      return { path, part: 'value', message: `${actual} ${problem}${rest}` };
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
        ...(near ? { hint: didYouMean(near) } : {}),
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
