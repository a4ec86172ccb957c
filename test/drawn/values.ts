import fc from 'fast-check';
import type {
  DictField,
  Field,
  FreeKeys,
  IntegerField,
  ListField,
  StringField,
} from '../../generator/model/variable';
import { textsOf } from './texts';

/** One of each kind, and what is taken for another one. */
// prettier-ignore
export const oddValues: readonly unknown[] = [
  null, '', true, false, 0, 1, -1, 1.5, 65536, 'yes', 'No', 'maybe', 'true', '7', [], {}, [[]],
];

/** Values of every kind, most of which are wrong wherever they stand. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...oddValues),
  fc.array(fc.constantFrom(null, '', 'a', 1, true, {}), { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('a', 'A', 'é', ''), fc.constantFrom(null, '', 'b', 1, 'b c'), { maxKeys: 2 }),
);

const numbersFor = ({ minimum = -9, maximum = 9999 }: IntegerField) => ({
  good: fc.integer({ min: minimum, max: maximum }),
  near: fc.constantFrom<unknown>(minimum, maximum, minimum - 1, maximum + 1, minimum + 0.5, String(minimum)),
});

const withChoices = ({ choices, format }: StringField) =>
  choices
    ? {
        good: fc.constantFrom(...choices),
        near: fc.constantFrom(...choices.map((choice) => `${choice}x`), ''),
      }
    : textsOf(format);

type Mapping = Readonly<Record<string, unknown>>;

/** What is needed of a mapping, beside what the example of its list has. */
const goodDict = (
  { fields, free }: DictField,
  example: Mapping = {},
  without?: string,
): fc.Arbitrary<Mapping> => {
  if (free) return fc.tuple(keyOf(free).good, good(free.values)).map(([key, value]) => ({ [key]: value }));
  return fc.record(
    Object.fromEntries(
      Object.entries(fields)
        .filter(([name, field]) => (field.required || Object.hasOwn(example, name)) && name !== without)
        .map(([name, field]) => [
          name,
          Object.hasOwn(example, name) ? fc.constant(example[name]) : good(field),
        ]),
    ),
  );
};

/** Names that users choose; one of a registry is that of the usual image, which needs an account. */
const keyOf = ({ format }: FreeKeys) =>
  format === 'host-port' ? { ...textsOf(format), good: fc.constant('quay.io') } : textsOf(format);

/** A mapping of names that users choose: one is good, and another one has any name, or any value. */
const freeDicts = (field: DictField, { values: part, ...free }: FreeKeys): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.tuple(keyOf({ ...free, values: part }).good, values(part)).map(([key, value]) => ({ [key]: value })),
    fc
      .tuple(goodDict(field), keyOf({ ...free, values: part }).near, good(part))
      .map(([base, key, value]) => ({ ...base, [key]: value })),
  );

/** The first item of the example of a list of mappings: what its keys have to have in common cannot be drawn. */
const exampleOf = ({ items, example }: ListField): Mapping =>
  items.type === 'dict' ? ((example?.[0] ?? {}) as Mapping) : {};

/** Values that a field allows; of a mapping, what is needed. */
export const good = (field: Field, example?: Mapping): fc.Arbitrary<unknown> => {
  switch (field.type) {
    case 'string':
      return withChoices(field).good;
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return numbersFor(field).good;
    case 'list':
      return good(field.items, exampleOf(field)).map((item) => [item]);
    case 'dict':
      return goodDict(field, example);
  }
};

/** Names like a known one: one letter is missing, doubled or another one. */
const slipsOf = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(name.length - 1), fc.constantFrom('', '_', 'x', 's', '\u{1F600}', ' '))
    .map(([at, letter]) => name.slice(0, at) + letter + name.slice(at + 1));

const keys = ({ fields, tolerated = [] }: DictField): fc.Arbitrary<string> =>
  fc.oneof(
    ...[...Object.keys(fields), ...tolerated].map(slipsOf),
    fc.constantFrom(...tolerated, 'x', 'something-else'),
    fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'tagspherlb_') }),
  );

/** Values of a key that is not known; the role is not told the names of what is empty in a secret. */
const beside = ({ fields }: DictField): fc.Arbitrary<unknown> =>
  Object.values(fields).some(({ secret }) => secret === true)
    ? odd.filter((value) => value !== '' && value !== null)
    : odd;

/** A good mapping but for one key: two mistakes would hide one that only one side finds. */
const dicts = (field: DictField, example?: Mapping): fc.Arbitrary<unknown> => {
  if (field.free) return freeDicts(field, field.free);
  const names = Object.keys(field.fields);
  const others = fc
    .tuple(goodDict(field, example), keys(field), fc.oneof(beside(field), fc.constant('a')))
    .map(([base, key, value]) => ({ [key]: value, ...base }));
  if (names.length === 0) return others;
  const changed = Object.entries(field.fields).map(([name, part]) =>
    fc.tuple(goodDict(field, example), values(part)).map(([base, value]) => ({ ...base, [name]: value })),
  );
  return fc.oneof(
    ...changed.map((arbitrary) => ({ weight: 3, arbitrary })),
    { weight: names.length, arbitrary: others },
    ...names.map((name) => ({ weight: 1, arbitrary: goodDict(field, example, name) })),
  );
};

const near = (field: Field, example?: Mapping): fc.Arbitrary<unknown> => {
  switch (field.type) {
    case 'string':
      return withChoices(field).near;
    case 'boolean':
      return odd;
    case 'integer':
      return numbersFor(field).near;
    case 'list': {
      const first = exampleOf(field);
      const item = values(field.items, first);
      return fc.oneof(
        { weight: 6, arbitrary: item.map((one) => [one]) },
        { weight: 1, arbitrary: fc.tuple(good(field.items, first), item) },
        { weight: 1, arbitrary: fc.oneof(item, fc.constant([])) },
      );
    }
    case 'dict':
      return dicts(field, example);
  }
};

/** What a field is tried with: mostly near to what it allows. */
export const values = (field: Field, example?: Mapping): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 2, arbitrary: good(field, example) },
    { weight: 6, arbitrary: near(field, example) },
    { weight: 2, arbitrary: odd },
  );

/** A good value in which one part, or the whole, is a template. */
export const templated = (field: Field, example?: Mapping): fc.Arbitrary<unknown> => {
  const whole = fc.constantFrom('{{ something }}', '{% if it %}a{% endif %}', 'a{{ b }}');
  if (field.type === 'list')
    return fc.oneof(
      whole,
      templated(field.items, exampleOf(field)).map((item) => [item]),
    );
  if (field.type !== 'dict') return whole;
  const parts = Object.entries(field.fields).map(([name, part]) =>
    fc.tuple(goodDict(field, example), templated(part)).map(([base, value]) => ({ ...base, [name]: value })),
  );
  return fc.oneof(whole, ...parts);
};
