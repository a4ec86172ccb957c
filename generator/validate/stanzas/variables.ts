import { fieldSchema } from '../../compile/schema';
import { partOf, type DictField, type Field, type Fields } from '../../model/variable';
import { hidden, pathText, problemsOf, type Problem } from '../words/check';
import type { Finding } from '../reading/finding';
import type { Located, Place } from '../reading/located';
import { placeAt, plain } from '../reading/located';
import { adviceOf, ignored, missing as missingKey, shownBefore, shownName, unknown } from '../words/mistakes';
import { show } from '../words/show';
import { didYouMean, nearest } from '../words/spelling';
import { textInRole, writtenAs } from '../reading/yaml-scalar';

/** A field by name; nothing for names such as `constructor`, which every object answers to. */
export const fieldOf = (fields: Fields, name: string): Field | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

type Path = readonly (string | number)[];

/** A place inside of a variable that its definition describes. */
interface Described {
  readonly field: Field;
  readonly value: Located;
  readonly path: Path;
}

/** A value with everything in it of which the definition knows what it is. */
const walk = (described: Described): readonly Described[] => {
  const { field, value, path } = described;
  if (field.type === 'list' && value.kind === 'list')
    return [
      described,
      ...value.items.flatMap((item, index) =>
        walk({ field: field.items, value: item, path: [...path, index] }),
      ),
    ];
  if (field.type === 'dict' && value.kind === 'mapping')
    return [
      described,
      ...[...value.entries].flatMap(([key, entry]) => {
        const inner = partOf(field, key);
        return inner ? walk({ field: inner, value: entry.value, path: [...path, key] }) : [];
      }),
    ];
  return [described];
};

/** The key of which one that a definition does not have is a slip. */
const slipIn = ({ fields, tolerated = [] }: DictField, key: string): string | undefined => {
  const known = [...Object.keys(fields), ...tolerated];
  return known.includes(key) ? undefined : nearest(key, known);
};

/** Whether a mapping has a slip of a key, which is told. */
export const hasSlipOf = (missing: string, field: Field | undefined, value: Located): boolean =>
  field?.type === 'dict' &&
  value.kind === 'mapping' &&
  [...value.entries.keys()].some((key) => slipIn(field, key) === missing);

/** Keys of a mapping that the definition does not have. */
const unknownKeys = ({ field, value, path }: Described): readonly Finding[] => {
  if (field.type !== 'dict' || field.closed || field.free || value.kind !== 'mapping') return [];
  const names = Object.keys(field.fields);
  return [...value.entries].flatMap(([key, { key: place, value: part }]): Finding[] => {
    if (names.includes(key) || field.tolerated?.includes(key)) return [];
    // Of a secret the roles see only what is in it.
    const isEmpty = part.kind === 'scalar' && !part.encrypted && (part.value === null || part.value === '');
    if (field.secret && isEmpty) return [];
    const near = slipIn(field, key);
    const known = adviceOf('known', { known: names.join(', ') });
    const [severity, message, hint] = near
      ? (['error', unknown, didYouMean(near)] as const)
      : (['warning', ignored, known] as const);
    return [
      {
        severity,
        code: 'unknown-key',
        place,
        message: `${pathText([...path, shownName(key)])}: ${message}`,
        hint,
      },
    ];
  });
};

/** Whether nothing and an empty text stand for the default. */
const mayBeEmpty = (field: Field | undefined) =>
  field !== undefined && field.type !== 'dict' && !isExplicit(field);

const isExplicit = (field: Field | undefined) => field?.type === 'list' && field.explicit === true;

/** An empty text or list says nothing, as for the roles, unless the field asks for a list. */
const withoutEmpty = (field: Field, value: unknown): unknown => {
  if (field.type === 'list' && Array.isArray(value))
    return value.map((item) => withoutEmpty(field.items, item));
  if (field.type !== 'dict' || typeof value !== 'object' || value === null || Array.isArray(value))
    return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => !((each === null || each === '') && mayBeEmpty(partOf(field, key))))
      .map(([key, each]) => {
        const inner = partOf(field, key);
        return [key, inner ? withoutEmpty(inner, each) : each];
      }),
  );
};

/** Words and numbers that Ansible takes for a truth value. */
const truths: ReadonlyMap<string, boolean> = new Map([
  ...['y', 'yes', 'on', '1', 'true', 't'].map((word) => [word, true] as const),
  ...['n', 'no', 'off', '0', 'false', 'f'].map((word) => [word, false] as const),
]);

/** What Ansible takes a value for, as a truth value; nothing if it is none. */
export const truthOf = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : truths.get(String(value).toLowerCase().trim());

/** A text or number as the kind of value that the roles make of it, if they do. */
const converted = (field: Field, value: unknown): unknown => {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  if (field.type === 'boolean') return truthOf(value) ?? value;
  return field.type === 'integer' && /^[0-9]+$/.test(String(value)) ? Number(value) : value;
};

/** Values as the roles read them: tags are often written as numbers, truth values as words. */
const asRolesRead = (field: Field, value: Located): unknown => {
  if (field.type === 'list' && value.kind === 'list')
    return value.items.map((item) => asRolesRead(field.items, item));
  if (field.type === 'string' && field.numbers === 'as text') return textInRole(value) ?? plain(value);
  if (field.type !== 'dict' || value.kind !== 'mapping') return converted(field, plain(value));
  return Object.fromEntries(
    [...value.entries].map(([key, { value: each }]) => {
      const inner = partOf(field, key);
      return [key, inner ? asRolesRead(inner, each) : plain(each)];
    }),
  );
};

/** A truth value that is written as another word, such as `on`, is easier to find by that word. */
const asWritten = ({ source, start, end }: Place, { hint }: Problem): Pick<Problem, 'hint'> => {
  const written = source.text.slice(start, end);
  const isWord = hint === adviceOf('quotes') && /^(?:on|off|yes|no)$/i.test(written);
  if (!isWord) return hint === undefined ? {} : { hint };
  return { hint: `YAML reads ${written} as a truth value: put it in quotes, "${written}".` };
};

const numbersAsTags = ({ field, value, path }: Described): readonly Finding[] => {
  if (field.type !== 'string' || field.numbers !== 'as text') return [];
  if (value.kind !== 'scalar' || typeof value.value !== 'number') return [];
  const [written, text] = [writtenAs(value), textInRole(value)];
  const stays = text === written;
  const message = `${pathText(path)} is a number in YAML, ${stays ? 'which happens to stay' : 'and becomes'} ${show(text)}`;
  return [
    {
      severity: stays ? 'warning' : 'error',
      code: 'number-as-tag',
      place: value.place,
      message,
      hint: `Put it in quotes: "${written}".`,
    },
  ];
};

/** The value at a path. */
const partAt = (value: unknown, path: Path): unknown =>
  path.reduce((part, step) => (part as Readonly<Record<string, unknown>> | null)?.[step], value);

const schemas = new WeakMap<Field, Readonly<Record<string, unknown>>>();

const schemaOf = (field: Field): Readonly<Record<string, unknown>> => {
  const known = schemas.get(field);
  if (known) return known;
  const schema = fieldSchema(field, 'unrendered');
  schemas.set(field, field.secret ? hidden(schema) : schema);
  return schemaOf(field);
};

/** A finding about a field that may be about something that is not there. */
interface FieldFinding extends Finding {
  readonly isMissing?: true;
}

const checked = new WeakMap<Located, Map<Field, readonly FieldFinding[]>>();

/** What is wrong with the value of a variable, by its definition; of one that nobody gets as it is, nothing is missing. */
export const variableFindings = (
  name: string,
  field: Field,
  value: Located,
  isPartial = false,
): readonly Finding[] => {
  const all = allFindings(name, field, value);
  return isPartial ? all.filter(({ isMissing }) => !isMissing) : all;
};

const allFindings = (name: string, field: Field, value: Located): readonly FieldFinding[] => {
  const known = checked.get(value)?.get(field);
  if (known) return known;
  const data = withoutEmpty(field, asRolesRead(field, value));
  // Ansible makes an empty text of nothing, which is no list.
  const absent = field.type !== 'dict' && field.type !== 'list' && (data === null || data === '');
  const problems = absent ? [] : problemsOf(schemaOf(field), data);
  const described = walk({ field, value, path: [name] });
  const at = (path: Path) => described.find((each) => pathText(each.path) === pathText([name, ...path]));
  const findings: readonly FieldFinding[] = [
    ...problems.flatMap((problem): FieldFinding | readonly [] => {
      const { path, part, missing } = problem;
      const place = placeAt(value, path, part);
      const told = { severity: 'error', code: 'wrong-value', place } as const;
      const where = pathText([
        name,
        ...path.map((step) => (typeof step === 'string' ? shownName(step) : step)),
      ]);
      const around = at(path);
      if (missing === undefined || around?.field.type !== 'dict') {
        const shown = problem.isWrongKind && !field.secret ? shownBefore(partAt(data, path)) : '';
        return { ...told, message: `${where}: ${shown}${problem.message}`, ...asWritten(place, problem) };
      }
      if (hasSlipOf(missing, around.field, around.value)) return [];
      const { expected = '' } = fieldOf(around.field.fields, missing) ?? {};
      return { ...told, message: `${where}: ${missingKey(missing, expected)}`, isMissing: true };
    }),
    ...described.flatMap(unknownKeys),
    ...described.flatMap(numbersAsTags),
  ];
  checked.set(value, (checked.get(value) ?? new Map<Field, readonly FieldFinding[]>()).set(field, findings));
  return findings;
};

/** A variable's name that resembles one of the known ones. */
export const misspeltVariable = (name: string, fields: Fields): string | undefined => {
  const known = Object.keys(fields);
  return known.includes(name) ? undefined : nearest(name, known);
};
