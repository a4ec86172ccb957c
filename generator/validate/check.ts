import Ajv, { type ErrorObject } from 'ajv';
import { distance } from 'fastest-levenshtein';

/** One thing that is wrong with a value: where in it, and what, in words. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const host = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?';
const grammars: Readonly<Record<string, RegExp>> = {
  // The grammar of references (distribution, "reference"); a registry may stand in front.
  'image-repository': new RegExp(`^(?:${host}/)?${component}(?:/${component})*$`),
  'image-tag': /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
  'host-port': new RegExp(`^${host}$`),
};
const words: Readonly<Record<string, string>> = {
  'image-repository': 'an image repository in lower case, such as "quay.io/org/name"',
  'image-tag': 'a tag of letters, digits, "_", "." and "-", at most 128 of them',
  'host-port': 'a host name, with a port if needed, such as "registry.example.org:5000"',
};
const isTemplate = (text: string) => /\{[{%]/.test(text);

const ajv = new Ajv({ allErrors: true, verbose: true });
for (const [name, grammar] of Object.entries(grammars)) {
  ajv.addFormat(name, grammar);
  ajv.addFormat(`${name}-or-jinja`, (text: string) => isTemplate(text) || grammar.test(text));
}

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

const kindOf = (value: unknown): string => {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'object' ? 'a mapping' : typeof value === 'boolean' ? `${value}` : 'text';
};

const closest = (name: string, known: readonly string[]): string | undefined => {
  const ranked = [...known].sort((a, b) => distance(name, a) - distance(name, b))[0];
  return ranked !== undefined && distance(name, ranked) <= Math.max(1, Math.floor(name.length / 3))
    ? ranked
    : undefined;
};

const explain = (error: ErrorObject): readonly Problem[] => {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/')));
  const schema = error.parentSchema as {
    readonly writeOnly?: boolean;
    readonly properties?: Readonly<Record<string, unknown>>;
  };
  const actual = schema.writeOnly ? 'what is there' : JSON.stringify(error.data);
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'required':
      return [{ path, message: `${String(params['missingProperty'])} is missing` }];
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      const known = Object.keys(schema.properties ?? {});
      const near = closest(name, known);
      const hint = near ? `Did you mean "${near}"?` : `Known are: ${known.join(', ')}.`;
      return [{ path: [...path, name], message: `${name} is not known here`, hint }];
    }
    case 'type':
      return [
        {
          path,
          message: `is ${kindOf(error.data)}; expected ${names[String(params['type'])] ?? String(params['type'])}`,
        },
      ];
    case 'format':
      return [
        {
          path,
          message: `is ${actual}; expected ${words[String(params['format']).replace(/-or-jinja$/, '')] ?? String(params['format'])}`,
        },
      ];
    case 'enum':
      return [
        {
          path,
          message: `is ${actual}; expected one of ${(params['allowedValues'] as readonly unknown[]).map((value) => JSON.stringify(value)).join(', ')}`,
        },
      ];
    case 'minimum':
    case 'maximum':
      return [
        {
          path,
          message: `is ${actual}; expected ${error.keyword === 'minimum' ? 'at least' : 'at most'} ${String(params['limit'])}`,
        },
      ];
    // The branches of "typed value or template" are told by the first one.
    case 'anyOf':
    case 'pattern':
      return [];
    default:
      return [{ path, message: `is ${actual}; ${error.message ?? 'not allowed'}` }];
  }
};

const isTemplateBranch = (error: ErrorObject): boolean => /\/anyOf\/1\//.test(error.schemaPath);

/** Everything in which a value differs from a JSON Schema, in the order of the value; nothing of a secret is in the messages. */
export const problemsOf = (schema: Readonly<Record<string, unknown>>, value: unknown): readonly Problem[] => {
  const validate = ajv.compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).filter((error) => !isTemplateBranch(error)).flatMap(explain);
};

/** A path as users write it: `docker_images[2].repository`. */
export const pathText = (path: readonly (string | number)[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
