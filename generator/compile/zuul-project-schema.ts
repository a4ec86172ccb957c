import { jsonHeader } from '../emit/header';
import type { Library } from '../model/library';
import type { DictField, Field, Fields } from '../model/variable';
import type { Output } from './output';
import { fieldSchema } from './schema';
import { jobAttributes, type LibraryNames } from './zuul-syntax/job';
import { jobNames, mapping, projectNames, variables, type Schema } from './zuul-syntax/parts';
import { stanzaSchemas } from './zuul-syntax/stanzas';

const definitionsOf = (library: Library) =>
  library.zuul.flatMap(({ items }) =>
    items.flatMap((item) => ('definition' in item ? [item.definition] : [])),
  );

/** The variables that jobs of the library read, whichever job that is. */
export const jobVariables = (library: Library): Fields =>
  Object.assign({}, ...definitionsOf(library).map(({ variables }) => variables ?? {})) as Fields;

const namesOf = (library: Library, pipelines: readonly string[]): LibraryNames => ({
  jobs: definitionsOf(library).map(({ name }) => name),
  vars: { allOf: [{ $ref: '#/definitions/variables' }, jobNames] },
  projectVars: { allOf: [{ $ref: '#/definitions/variables' }, projectNames] },
  pipelines,
  secrets: [...new Set(definitionsOf(library).flatMap(({ userSecrets }) => Object.keys(userSecrets ?? {})))],
});

/** Zuul's own syntax, stanza by stanza; variables can be anything, as rules of their own look at them. */
export const zuulSyntax = (): Readonly<Record<string, Schema>> => {
  // What only helps to complete is left out: every alternative is code to check.
  const named = (names: Schema): Schema => ({ ...variables({}), allOf: [names] });
  const names: LibraryNames = {
    ...{ jobs: [], pipelines: [], secrets: [] },
    ...{ vars: named(jobNames), projectVars: named(projectNames) },
  };
  return stanzaSchemas(names, { ...mapping(jobAttributes(names)) });
};

/** Editors do not know our formats, but they show this in place of a regular expression. */
const patterns: Readonly<Record<string, readonly [pattern: string, message: string]>> = {
  'image-tag': [
    '^[A-Za-z0-9_][A-Za-z0-9._-]{0,94}$',
    'Expected a tag: at most 95 letters, digits, "_", "." and "-", not beginning with "." or "-".',
  ],
  'image-repository': [
    '^([A-Za-z0-9.-]+(:[0-9]+)?/|\\[[0-9a-fA-F:]+\\](:[0-9]+)?/)?[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*$',
    'Expected a repository in lower case and without a tag, such as "acme/app".',
  ],
  'build-context': ['^(?!/)', 'Expected a folder relative to zuul_work_dir.'],
};

/** Markdown on hover, and patterns with a message in place of formats. */
const keyword = (key: string, value: unknown): readonly [string, unknown][] => {
  if (key === 'description') return [[key, value], ['markdownDescription', value]]; // prettier-ignore
  if (key !== 'format') return [[key, value]];
  const known = patterns[String(value).replace(/-or-jinja$/, '')];
  return known ? [['pattern', `\\{[{%]|${known[0]}`], ['patternErrorMessage', known[1]]] : []; // prettier-ignore
};

/** The keys of a mapping, closed: a slip shows while it is typed. What other roles read is taken, but not proposed. */
const closedKeys = (field: DictField): Schema => ({
  properties: {
    ...Object.fromEntries(Object.entries(field.fields).map(([name, part]) => [name, editorSchema(part)])),
    ...Object.fromEntries((field.tolerated ?? []).map((name) => [name, { doNotSuggest: true }])),
  },
  additionalProperties: false,
});

const inner = (schema: Schema, field: Field): Schema => {
  const keywords = Object.fromEntries(Object.entries(schema).flatMap(([key, value]) => keyword(key, value)));
  const branches = schema['anyOf'];
  return {
    ...keywords,
    ...(Array.isArray(branches) ? { anyOf: branches.map((branch) => inner(branch as Schema, field)) } : {}),
    ...(schema['items'] && field.type === 'list' ? { items: editorSchema(field.items) } : {}),
    ...(schema['properties'] && field.type === 'dict' ? closedKeys(field) : {}),
  };
};

/** The schema of a field as editors show it. */
const editorSchema = (field: Field): Schema => inner(fieldSchema(field, 'unrendered'), field);

/** A whole file of Zuul configuration, for editors: completion, explanations on hover, errors while typing. */
export const compileZuulProjectSchema = (
  library: Library,
  pipelines: readonly string[],
  source: string,
): Output => {
  const names = namesOf(library, pipelines);
  const fields = Object.entries(jobVariables(library)).map(
    ([name, field]) => [name, editorSchema(field)] as const,
  );
  const stanzas = stanzaSchemas(names, { $ref: '#/definitions/job-attributes' });
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: jsonHeader(source),
    definitions: {
      variables: variables(Object.fromEntries(fields), true),
      'job-attributes': mapping(jobAttributes(names)),
    },
    type: ['array', 'null'],
    items: { ...mapping(stanzas), minProperties: 1, maxProperties: 1 },
  };
  return { 'schemas/zuul-project.schema.json': `${JSON.stringify(schema, null, 2)}\n` };
};
