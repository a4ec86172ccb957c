import { resolve } from 'node:path';
import fc from 'fast-check';
import { library } from '../../generator/library';
import type { JobDefinition } from '../../generator/model/job';
import { partsOf, type Field, type Fields } from '../../generator/model/variable';
import { readSite } from '../../generator/site';
import { good, oddValues, values } from './values';

const { schemas, zuul } = library(readSite(resolve(__dirname, '../../site.yaml')));

/** A variable of a job with the value that it is tried with; all others are as they should be. */
export interface Question {
  readonly job: string;
  /** The task that checks the variables of the job, below `roles/`. */
  readonly task: string;
  readonly name: string;
  readonly field: Field;
  readonly value: unknown;
  /** Whether users give it as a secret, as a variable, or do not give it: Zuul and the site do. */
  readonly given: 'secret' | 'variable' | 'not';
  readonly variables: Readonly<Record<string, unknown>>;
}

const definitions: readonly JobDefinition[] = zuul.flatMap(({ items }) =>
  items.flatMap((item) => ('definition' in item ? [item.definition] : [])),
);

/** The jobs that take images: one that builds all that its children do, and one that builds nothing. */
const tasks: readonly (readonly [job: string, task: string])[] = [
  ['upload-docker-image', 'image-gate/tasks/check.yaml'],
  ['promote-docker-image', 'promote-docker-image/tasks/main.yaml'],
  ['upload-container-image', 'image-gate/tasks/check.yaml'],
  ['promote-container-image', 'promote-container-image/tasks/main.yaml'],
  ['mirror-container-images', 'mirror-container-images/tasks/main.yaml'],
];

const ofUsers = new Set(
  definitions.flatMap(({ variables, userSecrets }) => Object.keys({ ...variables, ...userSecrets })),
);

/** What others than users give to the first task: registries. */
const fromOthers: Fields = Object.fromEntries(
  schemas.filter(({ name }) => !ofUsers.has(name)).map(({ name, field }) => [name, field]),
);

/** Whether users do not give a variable, but Zuul and the site. */
export const isFromOthers = (name: string): boolean => Object.hasOwn(fromOthers, name);

const firstOf = (field: Field): unknown => fc.sample(good(field), { numRuns: 1, seed: 7 })[0];

/** What is neither tried nor has a default of its own: good, and of one registry. */
const usual: Readonly<Record<string, unknown>> = {
  docker_registry: '',
  docker_images: [{ context: '.', repository: 'acme/app' }],
  docker_credentials: { username: 'zuul', password: 'secret' },
  container_images: [{ context: '.', repository: 'quay.io/acme/app' }],
  mirror_container_images_images: [{ src_repository: 'debian', dest_repository: 'quay.io/acme/debian' }],
  container_registry_credentials: {
    'quay.io': { username: 'zuul', password: 'secret' },
  },
  intermediate_registry: firstOf(fromOthers['intermediate_registry'] as Field),
};

/** A variable of a job: what can be asked. */
export type Kind = Omit<Question, 'value' | 'variables'>;

const kindsOf = (job: JobDefinition, task: string): readonly Kind[] => {
  const { variables = {}, userSecrets = {} } = job;
  const of = (fields: Fields, given: Kind['given']): readonly Kind[] =>
    Object.entries(fields).map(([name, field]) => ({ job: job.name, task, name, field, given }));
  const others = task.startsWith('image-gate') ? fromOthers : {};
  return [...of(variables, 'variable'), ...of(userSecrets, 'secret'), ...of(others, 'not')];
};

/** All variables that the first tasks of jobs check, by the definitions alone. */
export const kinds: readonly Kind[] = tasks.flatMap(([name, task]) =>
  definitions.filter((job) => job.name.endsWith(`-${name}`)).flatMap((job) => kindsOf(job, task)),
);

/** The question about one value of a variable. */
export const questionOf = (kind: Kind, value: unknown): Question => ({
  ...kind,
  value,
  variables: { ...usual, [kind.name]: value },
});

const sizeOf = (field: Field): number => {
  if (field.type === 'list') return 1 + sizeOf(field.items);
  if (field.type !== 'dict') return 1;
  return Object.values(partsOf(field)).reduce((all, part) => all + sizeOf(part), 1);
};

/** Values for every variable, the more the more parts it has. */
export const questions = (each: number): readonly Question[] =>
  kinds.flatMap((kind) =>
    [...oddValues, ...fc.sample(values(kind.field), { numRuns: each * sizeOf(kind.field) })].map((value) =>
      questionOf(kind, value),
    ),
  );
