import ts from 'typescript';

const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  lib: ['lib.es5.d.ts'],
  types: [],
  noEmit: true,
};

/**
 * Every place of every stanza, read from the exported interface `Stanzas` of a TypeScript file, in the notation of
 * offline/stanzas.py.
 */
export function describeStanzas(file: string): Record<string, string> {
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.Node);
  const symbol = module && checker.getExportsOfModule(module).find(({ name }) => name === 'Stanzas');
  if (!symbol) throw new Error(`${file} exports no Stanzas.`);
  const table: Record<string, string> = {};
  for (const stanza of checker.getDeclaredTypeOfSymbol(symbol).getProperties()) {
    describe(checker, stanza.name, [checker.getTypeOfSymbol(stanza)], '', table);
  }
  return table;
}

/** Adds the entry of a place and of all places below it. */
function describe(
  checker: ts.TypeChecker,
  path: string,
  types: readonly ts.Type[],
  suffix: string,
  table: Record<string, string>,
): void {
  const alternatives = types.flatMap(members).filter((type) => kind(checker, type) !== undefined);
  table[path] = kinds(alternatives.map((type) => kind(checker, type) as string)).join(' | ') + suffix;
  const items = alternatives
    .filter((type) => checker.isArrayType(type))
    .flatMap((type) => elements(checker, type));
  if (items.length > 0) describe(checker, `${path}[]`, items, '', table);
  const mappings = alternatives
    .filter((type) => kind(checker, type) === 'mapping')
    .map((type) => attributes(checker, type));
  for (const name of new Set(mappings.flatMap((mapping) => [...mapping.keys()]))) {
    const found = mappings.map((mapping) => mapping.get(name));
    const required = found.every((attribute) => attribute?.required);
    const values = found.flatMap((attribute) => attribute?.types ?? []);
    describe(checker, `${path}.${name}`, values, required ? ', required' : '', table);
  }
}

/** The word for a type, or nothing for one that stands for absence. */
function kind(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  const is = (flags: ts.TypeFlags): boolean => (type.flags & flags) !== 0;
  if (is(ts.TypeFlags.Undefined | ts.TypeFlags.Never)) return undefined;
  if (is(ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return 'anything';
  if (type.isStringLiteral()) return JSON.stringify(type.value);
  if (is(ts.TypeFlags.StringLike)) return 'string';
  if (is(ts.TypeFlags.NumberLike)) return 'number';
  if (is(ts.TypeFlags.BooleanLiteral | ts.TypeFlags.Null)) return checker.typeToString(type);
  if (checker.isArrayType(type)) return 'list';
  if (type.symbol?.name === 'JobAttributes') return 'job attributes';
  if (is(ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return 'mapping';
  throw new Error(`No word for the type ${checker.typeToString(type)}; add one to ${__filename}.`);
}

/** Sorted and without repetition; TypeScript sees `boolean` as `false | true`. */
function kinds(found: readonly string[]): string[] {
  const set = new Set(found);
  if (set.has('true') && set.has('false')) {
    set.delete('true');
    set.delete('false');
    set.add('boolean');
  }
  return [...set].sort();
}

function members(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

function elements(checker: ts.TypeChecker, list: ts.Type): readonly ts.Type[] {
  return checker.getTypeArguments(list as ts.TypeReference);
}

/** The attributes of a mapping; `*` stands for all keys that are not fixed. */
function attributes(
  checker: ts.TypeChecker,
  mapping: ts.Type,
): Map<string, { readonly required: boolean; readonly types: readonly ts.Type[] }> {
  const found = new Map(
    checker.getPropertiesOfType(mapping).map((property) => {
      const required = (property.flags & ts.SymbolFlags.Optional) === 0;
      return [property.name, { required, types: members(checker.getTypeOfSymbol(property)) }];
    }),
  );
  const others = checker.getIndexInfoOfType(mapping, ts.IndexKind.String);
  if (others) {
    // An index signature has to take in what the fixed attributes are; the rest is for the other keys.
    const fixed = new Set([...found.values()].flatMap(({ types }) => types));
    found.set('*', { required: false, types: members(others.type).filter((type) => !fixed.has(type)) });
  }
  return found;
}
