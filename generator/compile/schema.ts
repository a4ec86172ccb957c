import { jsonHeader } from '../emit/header';
import type { Schema } from '../model/library';
import type { Field } from '../model/variable';
import type { Output } from './output';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Which values a schema describes: those that a role gets, or those of a job file, where any may be a Jinja template. */
export type SchemaForm = 'resolved' | 'unrendered';

const jinja: JsonSchema = { type: 'string', pattern: '\\{[{%]', description: 'A Jinja template.' };

const text = (description: string): string => description.replaceAll('``', '`');

const typed = (field: Field, form: SchemaForm): JsonSchema => {
  switch (field.type) {
    case 'string':
      if (field.numbers === 'as they are') return { anyOf: [{ type: 'string' }, { type: 'number' }] };
      if (field.choices)
        return form === 'resolved'
          ? { type: 'string', enum: field.choices }
          : { anyOf: [{ type: 'string', enum: field.choices }, jinja] };
      return {
        type: 'string',
        // A template is a string as well; only the whole text could be checked against a grammar.
        ...(field.format ? { format: form === 'resolved' ? field.format : `${field.format}-or-jinja` } : {}),
      };
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return {
        type: 'integer',
        ...(field.minimum === undefined ? {} : { minimum: field.minimum }),
        ...(field.maximum === undefined ? {} : { maximum: field.maximum }),
      };
    case 'list': {
      const items = fieldSchema(field.items, form);
      return field.single
        ? { anyOf: [items, { type: 'array', items, minItems: 1 }] }
        : { type: 'array', items };
    }
    case 'dict': {
      const { fields, free, closed } = field;
      const entries = Object.entries(fields);
      const required = entries.filter(([, part]) => part.required).map(([name]) => name);
      return {
        type: 'object',
        properties: Object.fromEntries(entries.map(([name, part]) => [name, fieldSchema(part, form)])),
        ...(required.length > 0 ? { required } : {}),
        ...(free?.format ? { propertyNames: { format: free.format } } : {}),
        additionalProperties: free ? fieldSchema(free.values, form) : !closed,
      };
    }
  }
};

/** The JSON Schema of a field, without the keywords of a document. */
export const fieldSchema = (field: Field, form: SchemaForm): JsonSchema => {
  const schema = typed(field, form);
  const values = form === 'unrendered' && field.type !== 'string' ? { anyOf: [schema, jinja] } : schema;
  return {
    description: text(field.description),
    ...values,
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.example === undefined ? {} : { examples: [field.example] }),
    ...(field.secret ? { writeOnly: true } : {}),
    ...(field.deprecated ? { deprecated: true } : {}),
  };
};

/** A whole schema (JSON Schema draft-07, which editors know). */
export const schemaDocument = ({ name, field }: Schema, form: SchemaForm, source: string): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $comment: jsonHeader(source),
  title: name,
  ...fieldSchema(field, form),
});

/** Both schema files of a variable. */
export const compileSchema = (schema: Schema, source: string): Output => {
  const file = (form: SchemaForm) => `${JSON.stringify(schemaDocument(schema, form, source), null, 2)}\n`;
  return {
    [`schemas/${schema.name}.schema.json`]: file('resolved'),
    [`schemas/${schema.name}.job.schema.json`]: file('unrendered'),
  };
};
