/** The parts of a JSON Schema that say what a stanza takes. */
export interface Schema {
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

const isJob = ({ properties }: Schema): boolean =>
  properties?.['nodeset'] !== undefined && !properties['name'];

const wordsOf = (schema: Schema): readonly string[] =>
  isJob(schema)
    ? ['job attributes']
    : (schema.enum?.map((value) => JSON.stringify(value)) ?? [
        words[schema.type ?? ''] ?? schema.type ?? 'anything',
      ]);

const joined = (found: readonly string[]): string => {
  const both = found.includes('true') && found.includes('false');
  const rest = found.filter((word) => !both || (word !== 'true' && word !== 'false'));
  return [...new Set([...rest, ...(both ? ['boolean'] : [])])].sort().join(' | ');
};

const describe = (
  path: string,
  schemas: readonly Schema[],
  suffix: string,
): readonly (readonly [string, string])[] => {
  const all = schemas.flatMap(branches);
  const items = all.flatMap(({ items }) => items ?? []);
  const mappings = all.filter((each) => each.type === 'object' && !isJob(each));
  const names = new Set(mappings.flatMap(({ properties }) => Object.keys(properties ?? {})));
  const others = mappings.flatMap(({ additionalProperties: each = true }) =>
    each === true ? [{}] : each === false ? [] : [each],
  );
  return [
    [path, joined(all.flatMap(wordsOf)) + suffix],
    ...(items.length > 0 ? describe(`${path}[]`, items, '') : []),
    ...[...names].flatMap((name) => {
      const required = mappings.every((each) => each.required?.includes(name));
      const values = mappings.flatMap(({ properties }) => properties?.[name] ?? []);
      return describe(`${path}.${name}`, values, required ? ', required' : '');
    }),
    ...(others.length > 0 ? describe(`${path}.*`, others, '') : []),
  ];
};

/** Every place of every stanza, with what it takes, in the notation of offline/stanzas.py. */
export const describeStanzas = (schemas: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(schemas).flatMap(([name, schema]) => describe(name, [schema as Schema], '')),
  );
