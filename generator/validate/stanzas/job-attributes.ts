import { controllable, job } from '../../zuul/job';
import { integersOf } from '../../zuul/shape';
import type { Problem } from '../words/check';
import type { Located, LocatedMapping } from '../reading/located';
import { isTrue, member, placeAt } from '../reading/located';
import { nodesetProblems } from './nodesets';

type Path = readonly (string | number)[];

const mergeable: readonly string[] = controllable;

const controls = (attributes: LocatedMapping, path: Path): readonly Problem[] =>
  [...attributes.entries].flatMap(([name, { value }]): Problem[] =>
    value.control === undefined || mergeable.includes(name)
      ? []
      : [
          {
            path: [...path, name],
            part: 'value',
            message: `!${value.control} has no meaning here, and Zuul refuses it`,
            hint: 'Take it out; the value replaces that of the parent, or adds to it, as the attribute does.',
          },
        ],
  );

/** Names that are no text, which YAML 1.1 makes of `on`, `yes` and the like. */
const namesIn = (variables: Located | undefined, path: Path): readonly Problem[] =>
  variables?.kind !== 'mapping'
    ? []
    : [...variables.entries].flatMap(([name, { keyIsNoText }]): Problem[] =>
        keyIsNoText
          ? [
              {
                path: [...path, name],
                part: 'key',
                message: `YAML reads this name as ${name}, which is no text; expected the name of a variable`,
                hint: 'Choose another name, or put it in quotes.',
              },
            ]
          : [],
      );

/** Names of variables under `vars` and the like. */
export const variableNameProblems = (stanza: Located, path: Path): readonly Problem[] => [
  ...['vars', 'extra-vars'].flatMap((group) => namesIn(member(stanza, group), [...path, group])),
  ...['host-vars', 'group-vars'].flatMap((group) => {
    const hosts = member(stanza, group);
    return hosts?.kind === 'mapping'
      ? [...hosts.entries].flatMap(([host, { value }]) => namesIn(value, [...path, group, host]))
      : [];
  }),
];

const numberAt = (attributes: LocatedMapping, name: string): number | undefined => {
  const value = member(attributes, name);
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
};

const wholeNumbers = integersOf(job);

const numbers = (attributes: LocatedMapping, path: Path): readonly Problem[] => {
  const fractions = wholeNumbers.flatMap((name): Problem[] => {
    const { source, start, end } = placeAt(attributes, [name], 'value');
    const written = source.text.slice(start, end);
    // 1800.0 is a whole number to everybody but Python.
    return Number.isInteger(numberAt(attributes, name)) && written.includes('.')
      ? [
          {
            path: [...path, name],
            part: 'value',
            message: `is ${written}; expected a whole number, without a point`,
          },
        ]
      : [];
  });
  const [before, whole] = [numberAt(attributes, 'pre-timeout'), numberAt(attributes, 'timeout')];
  if (before === undefined || whole === undefined || before <= whole) return fractions;
  const message = `is ${before}, more than the timeout of ${whole}, of which it is a part`;
  return [...fractions, { path: [...path, 'pre-timeout'], part: 'value', message }];
};

const intermediate = (attributes: LocatedMapping, path: Path): readonly Problem[] =>
  isTrue(member(attributes, 'intermediate')) && !isTrue(member(attributes, 'abstract'))
    ? [
        {
          path: [...path, 'intermediate'],
          part: 'value',
          message: 'is true, but the job is not abstract',
          hint: 'Add to it: abstract: true.',
        },
      ]
    : [];

/** What Zuul finds wrong with a job beyond the sort of each value. */
export const jobProblems = (attributes: LocatedMapping, path: Path): readonly Problem[] => {
  const nodeset = member(attributes, 'nodeset');
  return [
    ...controls(attributes, path),
    ...variableNameProblems(attributes, path),
    ...numbers(attributes, path),
    ...intermediate(attributes, path),
    ...(nodeset ? nodesetProblems(nodeset, [...path, 'nodeset']) : []),
  ];
};
