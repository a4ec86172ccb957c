import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readScenario } from '../../rehearsal/scenario';

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

test.each(['default', 'one-change'])('the scenario %s that comes along is accepted', (name) => {
  const scenario = readScenario(path.join(__dirname, `../../rehearsal/scenarios/${name}.yaml`));
  expect(scenario.projects.map((project) => path.basename(project.folder))).toEqual(['base-image', 'app']);
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
    changes: [{name: a, projct: app, message: Change}]
    pipelines: {chek: SUCCESS}
`),
  ).toBe(`HERE/scenario.yaml is not a scenario:
  steps.0.changes.0: must have required property 'project'
  steps.0.changes.0: must NOT have additional properties (projct)
  steps.0.pipelines: must NOT have additional properties (chek)
See docs/rehearsal.md.`);
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
  ).toBe(`HERE/scenario.yaml is not a scenario:
  steps[0] change a, depends-on: b is not one of (none)
  steps[0] change b, project: ap is not one of app
See docs/rehearsal.md.`);
});

test('a folder that is not there is told before anything starts', () => {
  expect(message('projects: [{name: app, folder: nowhere}]\nsteps: []\n')).toBe(
    'HERE/scenario.yaml names folders that do not exist: HERE/nowhere',
  );
});
