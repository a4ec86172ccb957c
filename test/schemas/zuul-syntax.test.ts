import { join, resolve } from 'node:path';
import { zuulSyntax } from '../../generator/compile/zuul-project-schema';
import { describeStanzas } from '../zuul/stanza-types';

interface Schema {
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

const words: Readonly<Record<string, string>> = { integer: 'number', array: 'list', object: 'mapping' };

const branches = (schema: Schema): readonly Schema[] => schema.anyOf?.flatMap(branches) ?? [schema];

const isJob = ({ properties }: Schema): boolean => properties?.['nodeset'] !== undefined && !properties['name'];

const wordsOf = (schema: Schema): readonly string[] =>
  isJob(schema)
    ? ['job attributes']
    : (schema.enum?.map((value) => JSON.stringify(value)) ?? [words[schema.type ?? ''] ?? schema.type ?? 'anything']);

/** The schema in the notation in which the types are described. */
const describeSchema = (path: string, schemas: readonly Schema[], suffix: string, table: Record<string, string>): void => {
  const all = schemas.flatMap(branches);
  const found = new Set(all.flatMap(wordsOf));
  if (found.delete('true') && !found.delete('false')) found.add('true');
  else if (schemas.length > 0 && all.some((each) => each.enum?.includes(true) && each.enum.includes(false))) found.add('boolean');
  table[path] = [...found].sort().join(' | ') + suffix;
  const items = all.flatMap(({ items: each }) => each ?? []);
  if (items.length > 0) describeSchema(`${path}[]`, items, '', table);
  const mappings = all.filter((each) => words[each.type ?? ''] === 'mapping' && !isJob(each));
  for (const name of new Set(mappings.flatMap(({ properties }) => Object.keys(properties ?? {})))) {
    const required = mappings.every((each) => each.required?.includes(name));
    const values = mappings.flatMap(({ properties }) => properties?.[name] ?? []);
    describeSchema(`${path}.${name}`, values, required ? ', required' : '', table);
  }
  const others = mappings.flatMap(({ additionalProperties: each = true }) => (each === true ? [{}] : each === false ? [] : [each]));
  if (others.length > 0) describeSchema(`${path}.*`, others, '', table);
};

/** Places below which the driver or the job decides: the schema says no more than "a mapping". */
const coarse = /^pipeline\.(trigger|require|reject|enqueue|start|success|failure|merge-conflict|no-jobs|disabled|dequeue|config-error)\./;

test('the schema takes of each stanza what the types take, which are those of the installed Zuul', () => {
  const types = describeStanzas(join(resolve(__dirname, '../..'), 'generator/model/zuul/index.ts'));
  const table: Record<string, string> = {};
  for (const [stanza, schema] of Object.entries(zuulSyntax())) describeSchema(stanza, [schema as Schema], '', table);
  const paths = [...new Set([...Object.keys(types), ...Object.keys(table)])].filter((path) => !coarse.test(path));
  const differing = paths.filter((path) => types[path] !== table[path]);
  expect(differing.map((path) => `${path}: types ${types[path] ?? 'lack it'}, schema ${table[path] ?? 'lacks it'}`)).toEqual([]);
});
