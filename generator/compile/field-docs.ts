import { partsOf, type Field, type Fields } from '../model/variable';

/** A variable or a part of one, as documentation names it. */
export interface DocumentedField {
  readonly path: string;
  /** How deep it lies; 0 is a variable. */
  readonly depth: number;
  readonly type: string;
  readonly default: string;
  readonly text: string;
}

const shown = (value: unknown): string =>
  typeof value === 'string' && value !== '' ? value : JSON.stringify(value);

const remarks = (field: Field): string =>
  [
    ...(field.required ? ['Required.'] : []),
    field.description,
    ...(field.type === 'string' && field.choices
      ? [`One of ${field.choices.map((choice) => `\`\`${choice}\`\``).join(', ')}.`]
      : []),
    ...(field.deprecated ? [`Deprecated since ${field.deprecated.since}: use ${field.deprecated.use}.`] : []),
  ].join(' ');

const inner = (path: string, field: Field): readonly [string, Fields] => {
  if (field.type === 'list') return inner(`${path}[]`, field.items);
  if (field.type === 'dict') return [path.endsWith(']') ? path : `${path}{}`, partsOf(field)];
  return [path, {}];
};

/** A variable and everything in it, in the order of the definition. */
const documentField = (name: string, field: Field, depth = 0, path = name): readonly DocumentedField[] => {
  const [prefix, fields] = inner(path, field);
  return [
    {
      path,
      depth,
      type: field.type,
      default: field.default === undefined ? '' : shown(field.default),
      text: remarks(field),
    },
    ...Object.entries(fields).flatMap(([key, part]) =>
      documentField(key, part, depth + 1, `${prefix}.${key}`),
    ),
  ];
};

/** Several variables, as `documentField` shows each. */
export const documentFields = (fields: Fields): readonly DocumentedField[] =>
  Object.entries(fields).flatMap(([name, field]) => documentField(name, field));

/** The fields as directives that zuul-sphinx reads (`zuul:rolevar` or `zuul:jobvar`), nested by indentation. */
export const directives = (directive: 'rolevar' | 'jobvar', fields: Fields): string =>
  documentFields(fields)
    .map(({ path, depth, type, default: value, text }) => {
      // A nested field is named by its last part, a part of a list or mapping by the container's sign on the outer one.
      const name = depth === 0 ? path : path.slice(path.lastIndexOf('.') + 1);
      const lines = [
        `.. zuul:${directive}:: ${name}`,
        ...(value ? [`   :default: ${value}`] : []),
        ...(type === 'string' ? [] : [`   :type: ${type}`]),
        '',
        ...text.split('\n').map((line) => `   ${line}`),
        '',
      ];
      return lines.map((line) => (line.trim() ? '   '.repeat(depth) + line : '')).join('\n');
    })
    .join('\n')
    .trimEnd();
