import { join } from 'node:path';
import { askZuul, repository } from './offline';
import { describeStanzas } from './stanza-types';

/** A place where our types take less than Zuul's table; `refused` is what the table lets pass and Zuul then refuses. */
interface Exception {
  readonly type: string;
  readonly because: string;
  readonly refused?: string;
}

const string = { type: 'job attributes', because: 'Zuul breaks on a string as attributes' };
const keys = { type: 'list', because: 'Zuul walks over the keys of a mapping' };
const parameters = 'check: {parameters: {name: x, type: string}}';
const exceptions: Readonly<Record<string, Exception>> = {
  'job.roles': { ...keys, refused: 'job: {name: x, roles: {zuul: site}}' },
  'job.post-review': {
    type: 'true',
    because: 'it cannot be unset',
    refused: 'job: {name: x, post-review: false}',
  },
  'job.preserve-home-paths': { type: 'list', because: 'Zuul takes a string for a list of its characters' },
  'project.*.parameters': { ...keys, refused: `project: {${parameters}}` },
  'project-template.*.parameters': { ...keys, refused: `project-template: {name: x, ${parameters}}` },
  'project.*.jobs[].*': { ...string, refused: 'project: {check: {jobs: [{base: x}]}}' },
  'project-template.*.jobs[].*': {
    ...string,
    refused: 'project-template: {name: x, check: {jobs: [{base: x}]}}',
  },
};
const refused = Object.entries(exceptions).filter(([, exception]) => exception.refused);

const site = join(__dirname, 'fixtures/site');
const zuul = askZuul({
  stanzas: true,
  tenants: {
    refused: {
      projects: [
        { name: 'site', directory: site, trusted: true, options: { 'load-branch': 'main' } },
        ...refused.map(([name, exception]) => ({ name, files: { 'zuul.yaml': `- ${exception.refused}` } })),
      ],
    },
  },
});

function narrowed(table: Readonly<Record<string, string>>): Record<string, string> {
  const lists = Object.entries(exceptions).filter(([, { type }]) => type === 'list');
  const result = Object.fromEntries(
    Object.entries(table).filter(([key]) => !lists.some(([path]) => key.startsWith(`${path}.`))),
  );
  for (const [path, { type }] of Object.entries(exceptions)) result[path] = type;
  return result;
}

function differences(
  types: Readonly<Record<string, string>>,
  table: Readonly<Record<string, string>>,
): string[] {
  return [...new Set([...Object.keys(table), ...Object.keys(types)])]
    .filter((path) => types[path] !== table[path])
    .map((path) => {
      if (types[path] === undefined)
        return `${path}: Zuul ${zuul.version} takes ${table[path]}, the types lack it`;
      if (table[path] === undefined)
        return `${path}: the types have ${types[path]}, Zuul ${zuul.version} refuses it`;
      return `${path}: Zuul ${zuul.version} takes ${table[path]}, the types ${types[path]}`;
    })
    .sort();
}

const types = describeStanzas(join(repository, 'generator/model/zuul/index.ts'));

test('the types of the stanzas are those of the installed Zuul', () => {
  expect(differences(types, narrowed(zuul.stanzas))).toEqual([]);
});

test.each(Object.keys(exceptions))('the exception for %s is still needed', (path) => {
  expect(zuul.stanzas).toHaveProperty([path]);
  expect(zuul.stanzas[path]).not.toBe(exceptions[path]?.type);
});

test('Zuul refuses what the exceptions rule out', () => {
  const projects = zuul.tenants.refused.messages.map(({ project }) => project);
  expect(projects.sort()).toEqual(refused.map(([path]) => path).sort());
});

test('every kind of difference is found, with stanza and attribute', () => {
  const wrong = describeStanzas(join(__dirname, 'fixtures/wrong-stanzas.ts'));
  expect(differences(wrong, narrowed(zuul.stanzas))).toEqual([
    `job.timeout: Zuul ${zuul.version} takes number, the types string`,
    `job.type: Zuul ${zuul.version} takes "initializer" | "regular" | "reporter", the types "initialiser" | "regular" | "reporter"`,
    `job.voting: Zuul ${zuul.version} takes boolean, the types lack it`,
    `semaphore.max: Zuul ${zuul.version} takes number, the types number, required`,
    `semaphore.min: the types have number, Zuul ${zuul.version} refuses it`,
    `semaphore.name: Zuul ${zuul.version} takes string, required, the types string`,
  ]);
});
