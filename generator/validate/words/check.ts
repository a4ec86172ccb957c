import Ajv, { type ErrorObject } from 'ajv';
import {
  adviceFor,
  explain,
  isMisnamed,
  listed,
  names,
  pathOf,
  type Problem,
  type SchemaPart,
} from './explain';
import { checks } from './formats';
import { wrongKind } from './mistakes';
import { regexProblem } from './regex';
import { isTemplate, show } from './show';

export type { Problem } from './explain';

/** A JSON Schema. */
type Schema = Readonly<Record<string, unknown>>;

const mapped = <Old, New>(
  values: Readonly<Record<string, Old>>,
  change: (value: Old) => New,
): Readonly<Record<string, New>> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));

// Schemas are checked a few times only: code that is made quickly is worth more than quick code.
const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, code: { optimize: false } });
for (const [name, check] of Object.entries(checks)) {
  ajv.addFormat(name, (text: string) => check(text) === undefined);
  ajv.addFormat(`${name}-or-jinja`, (text: string) => isTemplate(text) || check(text) === undefined);
}
ajv.addFormat('zuul-regex', (text: string) => regexProblem(text) === undefined);

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
  const advice = type
    ? adviceFor(outer.data, (type.params as { type?: unknown }).type, type.parentSchema as SchemaPart)
    : {};
  const message = wrongKind(outer.data, listed(expected));
  return [{ path: pathOf(outer), part: 'value', message, isWrongKind: true, ...advice }];
};

const reduce = (errors: readonly ErrorObject[]): readonly Problem[] => {
  const [outer] = errors
    .filter((error) => error.keyword === 'anyOf')
    .sort(
      (a, b) => a.schemaPath.length - b.schemaPath.length || a.instancePath.length - b.instancePath.length,
    );
  if (!outer) {
    // What is wrong with a name is told by the schema of names.
    return errors.filter((error) => error.keyword !== 'propertyNames' && !isMisnamed(error)).map(explain);
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
