import { jsonHeader } from '../emit/header';
import type { Library } from '../model/library';
import { shapeOf } from '../model/formats/editor';
import type { DictField, Field, Fields, Format } from '../model/variable';
import { stanzas } from '../zuul';
import { jobAttributes } from '../zuul/job';
import type { Schema } from '../zuul/shape';
import { namesInJobs, namesInProjects, variablesWith, type Known } from '../zuul/values';
import type { Output } from './output';
import { fieldSchema } from './schema';

const definitionsOf = (library: Library) =>
  library.zuul.flatMap(({ items }) =>
    items.flatMap((item) => ('definition' in item ? [item.definition] : [])),
  );

/** The variables that jobs of the library read, whichever job that is. */
const jobVariables = (library: Library): Fields =>
  Object.assign({}, ...definitionsOf(library).map(({ variables }) => variables ?? {})) as Fields;

/** What fills the places that Zuul's tables leave open. */
interface Filling {
  readonly known: Readonly<Record<Known, readonly string[]>>;
  readonly parts: Readonly<Record<string, Schema>>;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fillValue = (value: unknown, filling: Filling): unknown => {
  if (Array.isArray(value)) return value.map((each) => fillValue(each, filling));
  return isSchema(value) ? fill(value, filling) : value;
};

/** The names that are known: as examples of a text, or as keys of a mapping. */
const proposals = (schema: Schema, names: readonly string[]): Schema => {
  if (names.length === 0) return {};
  if (schema['type'] === 'string') return { examples: names };
  const own = (schema['properties'] ?? {}) as Schema;
  const keys = Object.fromEntries(names.map((name) => [name, schema['additionalProperties']]));
  return { properties: { ...own, ...keys } };
};

/** A table with its open places filled. */
const fill = ({ known, part, ...schema }: Schema, filling: Filling): Schema => {
  const filled = fillParts(schema, filling);
  return {
    ...filled,
    ...(part ? filling.parts[part as string] : {}),
    ...(known ? proposals(filled, filling.known[known as Known]) : {}),
  };
};

const fillParts = (schema: Schema, filling: Filling): Schema =>
  Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, fillValue(value, filling)]));

const filled = (filling: Filling): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(stanzas).map(([name, schema]) => [name, fill(schema, filling)]));

/** Zuul's own syntax, stanza by stanza; variables can be anything, as rules of their own look at them. */
export const zuulSyntax = (): Readonly<Record<string, Schema>> => {
  // What only helps to complete is left out: every alternative is code to check.
  const named = (names: Schema): Schema => ({ ...variablesWith({}), allOf: [names] });
  const parts = { 'job-variables': named(namesInJobs), 'project-variables': named(namesInProjects) };
  const known = { jobs: [], pipelines: [], secrets: [] };
  const attributes = fill(jobAttributes, { known, parts });
  return filled({ known, parts: { ...parts, 'job-attributes': attributes } });
};

/** Markdown on hover, and patterns with a message in place of formats, which editors do not know. */
const keyword = (key: string, value: unknown): readonly [string, unknown][] => {
  if (key === 'description') return [[key, value], ['markdownDescription', value]]; // prettier-ignore
  if (key !== 'format') return [[key, value]];
  const shape = shapeOf(String(value).replace(/-or-jinja$/, '') as Format);
  return shape ? [['pattern', shape.pattern], ['patternErrorMessage', shape.message]] : []; // prettier-ignore
};

/** The keys of a mapping, closed: a slip shows while it is typed. What other roles read is taken, but not proposed. */
const closedKeys = (field: DictField): Schema => ({
  properties: {
    ...Object.fromEntries(Object.entries(field.fields).map(([name, part]) => [name, editorSchema(part)])),
    ...Object.fromEntries((field.tolerated ?? []).map((name) => [name, { doNotSuggest: true }])),
  },
  additionalProperties: field.free ? editorSchema(field.free.values) : false,
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

const variables: Schema = { $ref: '#/definitions/variables' };

/** A whole file of Zuul configuration, for editors: completion, explanations on hover, errors while typing. */
export const compileZuulProjectSchema = (
  library: Library,
  pipelines: readonly string[],
  source: string,
): Output => {
  const definitions = definitionsOf(library);
  const filling: Filling = {
    known: {
      jobs: definitions.map(({ name }) => name),
      pipelines,
      secrets: [...new Set(definitions.flatMap(({ userSecrets }) => Object.keys(userSecrets ?? {})))],
    },
    parts: {
      'job-attributes': { $ref: '#/definitions/job-attributes' },
      'job-variables': { allOf: [variables, namesInJobs] },
      'project-variables': { allOf: [variables, namesInProjects] },
    },
  };
  const fields = Object.entries(jobVariables(library)).map(
    ([name, field]) => [name, editorSchema(field)] as const,
  );
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: jsonHeader(source),
    definitions: {
      variables: variablesWith(Object.fromEntries(fields), true),
      'job-attributes': fill(jobAttributes, filling),
    },
    type: ['array', 'null'],
    items: {
      type: 'object',
      properties: filled(filling),
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
    },
  };
  return { 'schemas/zuul-project.schema.json': `${JSON.stringify(schema, null, 2)}\n` };
};
