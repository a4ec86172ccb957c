import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { shapeOf } from '../../generator/model/formats/editor';
import { partOf, type Field } from '../../generator/model/variable';
import { checks } from '../../generator/validate/words/formats';

type Schema = Readonly<Record<string, unknown>>;

const ajv = new Ajv({ strict: false });
for (const [name, check] of Object.entries(checks)) {
  ajv.addFormat(name, (text: string) => check(text) === undefined);
}

const read = (name: string): Schema =>
  JSON.parse(
    readFileSync(join(resolve(__dirname, '../../schemas'), `${name}.schema.json`), 'utf8'),
  ) as Schema;

const ofJobs = (
  read('zuul-project') as {
    readonly definitions: { readonly variables: { readonly properties: Readonly<Record<string, Schema>> } };
  }
).definitions.variables.properties;

const compiled = new Map<string, ValidateFunction>();

/** Whether an editor takes a value of a job's variable; of others, whether it is as their schema says. */
export const schemaTakes = (name: string, value: unknown): boolean => {
  const validate = compiled.get(name) ?? ajv.compile(ofJobs[name] ?? read(name));
  compiled.set(name, validate);
  return validate(value);
};

/**
 * Whether a schema can judge a value: an editor asks for a value where nothing, a number or a word would do, knows no other keys than the
 * documented ones, and cannot look at a text in the way that some formats need.
 */
export const isPlain = (field: Field, value: unknown): boolean => {
  if (value === null || value === '') return false;
  if (field.type === 'string') {
    if (typeof value !== 'string') return !(field.numbers && typeof value === 'number');
    const { format } = field;
    if (format === undefined || checks[format](value) === undefined) return true;
    const shape = shapeOf(format);
    return shape !== undefined && !new RegExp(shape.pattern, 'u').test(value);
  }
  if (field.type === 'list')
    return !Array.isArray(value) || value.every((item) => isPlain(field.items, item));
  if (field.type !== 'dict')
    return typeof value !== 'string' && (field.type === 'integer' || typeof value !== 'number');
  if (typeof value !== 'object' || Array.isArray(value)) return true;
  return Object.entries(value as Schema).every(([key, part]) => {
    const inner = partOf(field, key);
    return inner ? isPlain(inner, part) : (field.tolerated ?? []).includes(key);
  });
};
