import { join } from 'node:path';
import { zuulSyntax } from '../../generator/compile/zuul-project-schema';
import { askZuul } from './offline';
import { describeStanzas, type Schema } from './stanza-table';

/** A place where our tables take less than Zuul's table; `refused` is what the table lets pass and Zuul then refuses. */
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

const narrowed = (table: Readonly<Record<string, string>>): Record<string, string> => {
  const lists = Object.entries(exceptions).filter(([, { type }]) => type === 'list');
  const result = Object.fromEntries(
    Object.entries(table).filter(([key]) => !lists.some(([path]) => key.startsWith(`${path}.`))),
  );
  for (const [path, { type }] of Object.entries(exceptions)) result[path] = type;
  return result;
};

const differences = (
  found: Readonly<Record<string, string>>,
  table: Readonly<Record<string, string>>,
): string[] =>
  [...new Set([...Object.keys(table), ...Object.keys(found)])]
    .filter((path) => !driven.test(path) && found[path] !== table[path])
    .map((path) => {
      if (found[path] === undefined)
        return `${path}: Zuul ${zuul.version} takes ${table[path]}, our table lacks it`;
      if (table[path] === undefined)
        return `${path}: our table has ${found[path]}, Zuul ${zuul.version} refuses it`;
      return `${path}: Zuul ${zuul.version} takes ${table[path]}, our table ${found[path]}`;
    })
    .sort();

/** Places below which the connection's driver decides: the tables say no more than "a mapping". */
const driven =
  /^pipeline\.(?:trigger|require|reject|enqueue|start|success|failure|merge-conflict|no-jobs|disabled|dequeue|config-error)\./;

const syntax = zuulSyntax();
const ours = describeStanzas(syntax);

test('the tables of the stanzas are those of the installed Zuul', () => {
  expect(differences(ours, narrowed(zuul.stanzas))).toEqual([]);
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
  const { job, semaphore } = syntax as unknown as { readonly job: Schema; readonly semaphore: Schema };
  const { voting, ...attributes } = job.properties ?? {};
  expect(voting).toBeDefined();
  const text = { type: 'string' };
  const number = { type: 'integer' };
  const wrong = {
    ...syntax,
    job: {
      ...job,
      properties: {
        ...attributes,
        timeout: text,
        type: { enum: ['regular', 'initialiser', 'reporter'] },
      },
    },
    semaphore: { ...semaphore, properties: { name: text, max: number, min: number }, required: ['max'] },
  };
  expect(differences(describeStanzas(wrong), narrowed(zuul.stanzas))).toEqual([
    `job.timeout: Zuul ${zuul.version} takes number, our table string`,
    `job.type: Zuul ${zuul.version} takes "initializer" | "regular" | "reporter", our table "initialiser" | "regular" | "reporter"`,
    `job.voting: Zuul ${zuul.version} takes boolean, our table lacks it`,
    `semaphore.max: Zuul ${zuul.version} takes number, our table number, required`,
    `semaphore.min: our table has number, Zuul ${zuul.version} refuses it`,
    `semaphore.name: Zuul ${zuul.version} takes string, required, our table string`,
  ]);
});
