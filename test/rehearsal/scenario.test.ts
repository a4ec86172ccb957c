import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, type Document, type Node } from 'yaml';
import type { Namespaces } from '../../rehearsal/hosts/namespaces';
import { readScenario, type Scenario } from '../../rehearsal/scenario/scenario';
import { expectedOf } from '../../rehearsal/scenario/expected';
import { needsOf } from '../../rehearsal/scenario/needs';
import { credentials } from '../../rehearsal/seed/projects';

const folder = mkdtempSync(path.join(tmpdir(), 'scenario-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string) => {
  const file = path.join(folder, 'scenario.yaml');
  writeFileSync(file, text);
  return readScenario(file);
};

const message = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    return (error as Error).message.replaceAll(folder, 'HERE');
  }
  return 'accepted';
};

const comeAlong = path.join(__dirname, '../../rehearsal/scenarios');
const files = readdirSync(comeAlong).filter((name) => name.endsWith('.yaml'));

test.each(files)('the scenario %s that comes along is accepted', (name) => {
  const scenario = readScenario(path.join(comeAlong, name));
  expect(scenario.steps.flatMap(expectedOf).length).toBeGreaterThan(0);
});

test('all scenarios that come along can run on one stage', () => {
  const { nodes, projects } = needsOf(files.map((name) => readScenario(path.join(comeAlong, name))));
  expect(nodes).toBe(3);
  expect(projects.map(({ name }) => name).sort()).toEqual([
    'app',
    'base-image',
    'container',
    'cycle',
    'direct',
    'nightly',
    'on-container',
    'own-image',
    'two-builds',
  ]);
});

test('what is left out gets its default, and folders are relative to the file', () => {
  const scenario = read(`
projects: [{name: app, folder: .}]
steps:
  - title: One
    changes: [{name: a, project: app, message: Change}]
    pipelines: {check: SUCCESS}
`);
  expect(scenario).toMatchObject({
    nodes: 3,
    namespace: 'example',
    projects: [{ folder, published: [], secret: { name: 'app-docker-hub', file: 'zuul.d/secrets.yaml' } }],
    steps: [{ output: [], changes: [{ 'depends-on': [] }] }],
  });
});

test('unknown and missing keys are told all at once', () => {
  expect(
    message(`
projects: [{name: app, folder: .}]
steps:
  - title: One
    changes: [{name: a, projct: app}]
    pipelines: {chek: SUCCESS}
`),
  ).toBe(`HERE/scenario.yaml:5:15: steps[0].changes[0]: message is missing
HERE/scenario.yaml:5:25: steps[0].changes[0]: projct is not known here
HERE/scenario.yaml:6:17: steps[0].pipelines: chek is not known here`);
});

test('a change can only depend on one that comes before it', () => {
  expect(
    message(`
projects: [{name: app, folder: .}]
steps:
  - title: One
    changes:
      - {name: a, project: app, message: Change, depends-on: [b]}
      - {name: b, project: ap, message: Change}
    pipelines: {check: SUCCESS}
`),
  )
    .toBe(`HERE/scenario.yaml:6:63: steps[0].changes[0].depends-on[0]: "b" is not defined; there is none to name yet
HERE/scenario.yaml:7:19: steps[0].changes[1].project: "ap" is not defined; expected one of: app`);
});

test('a folder that is not there is told before anything starts', () => {
  expect(message('projects: [{name: app, folder: nowhere}]\nsteps: []\n')).toBe(
    'HERE/scenario.yaml:1:24: projects[0].folder: there is no folder HERE/nowhere',
  );
});

test('changes of a cycle depend on each other, and on no later change outside of it', () => {
  const scenario = (more: string): string => `
projects: [{name: app, folder: .}]
steps:
  - title: One
    changes:
      - {name: a, project: app, message: Change, depends-on: [b]}
      - {name: b, project: app, message: Change, depends-on: [a${more}]}
      - {name: c, project: app, message: Change}
    pipelines: {gate: SUCCESS}
`;
  expect(message(scenario(''))).toBe('accepted');
  expect(message(scenario(', c'))).toContain(
    'steps[0].changes[1].depends-on[1]: "c" is not defined; expected one of: a',
  );
});

test('a result of a change, a branch or a tag is expected in the pipelines that see it', () => {
  const [step] = read(`
projects: [{name: app, folder: .}]
steps:
  - title: One
    changes:
      - {name: a, project: app, message: Change}
      - {name: b, project: app, message: Change, pipelines: {promote: FAILURE}}
    enqueue: [{name: night, project: app, pipeline: periodic}]
    tags: [{name: one, project: app, tag: 1.0.0}]
    pipelines: {release: SUCCESS, periodic: SUCCESS, promote: SUCCESS, gate: SUCCESS}
`).steps;
  const expected = step === undefined ? [] : expectedOf(step);
  expect(expected.map(({ name, pipeline, result }) => `${name} ${pipeline} ${result}`)).toEqual([
    ...['a gate SUCCESS', 'b gate SUCCESS', 'a promote SUCCESS', 'b promote FAILURE'],
    ...['night periodic SUCCESS', 'one release SUCCESS'],
  ]);
});

test('a step that does nothing, or does not say what comes of it, is refused', () => {
  expect(
    message(`
projects: [{name: app, folder: .}]
steps:
  - {title: Nothing, pipelines: {gate: SUCCESS}}
  - {title: Unsaid, enqueue: [{name: night, project: ap, pipeline: periodic}], pipelines: {gate: SUCCESS}}
`),
  ).toBe(`HERE/scenario.yaml:4:5: steps[0]: has nothing to do; expected changes, enqueue or tags
HERE/scenario.yaml:5:45: steps[1].enqueue[0].project: "ap" is not defined; expected one of: app
HERE/scenario.yaml:5:31: steps[1].enqueue[0]: pipelines does not say what is expected of night`);
});

test('scenarios that run together share projects, but not the name of different ones', () => {
  const one = (name: string, published: string): Scenario =>
    read(`
projects: [{name: app, folder: ${name}, published: [${published}]}]
steps: []
`);
  for (const name of ['here', 'there']) mkdirSync(path.join(folder, name));
  const image = '{repository: example/app}';
  const first = one('here', image);
  const { projects } = needsOf([first, one('here', `${image}, {repository: example/other}`)]);
  expect(projects.map(({ published }) => published.map(({ repository }) => repository))).toEqual([
    ['example/app', 'example/other'],
  ]);
  const file = path.join(folder, 'scenario.yaml');
  expect(() => needsOf([first, one('there', image)])).toThrow(
    `project app of ${file} is another one than that of ${file}; give it another name`,
  );
});

test('an account for container jobs stands under its registry', () => {
  const encrypt = (document: Document): Node => document.createNode('encrypted') as Node;
  const state = mkdtempSync(path.join(tmpdir(), 'secret-'));
  const namespaces = { state } as Namespaces;
  const data = (registry?: string): unknown => {
    const secret = { name: 'x', file: 'y', ...(registry === undefined ? {} : { registry }) };
    const [stanza] = parse(credentials(namespaces, secret, 'example', encrypt)) as [
      { secret: { data: unknown } },
    ];
    return stanza.secret.data;
  };
  expect(data('docker.io')).toEqual({ 'docker.io': data() });
  rmSync(state, { recursive: true });
});
