import { join } from 'node:path';
import type { Library } from '../../generator/model/library';
import type { Task } from '../../generator/model/task';
import { readModules } from '../../generator/module-docs';
import { moduleOptions } from '../../generator/rules/module-options';

const modules = readModules(join(__dirname, '../..'));

/** A library whose one role has one task. */
const libraryWith = (task: object, dependencies: readonly string[] = ['image-gate']): Library => ({
  root: 'x',
  roles: [
    { name: 'image-gate', summary: 's', description: 'd', variables: {}, tasks: {} },
    {
      name: 'thing',
      summary: 's',
      description: 'd',
      variables: {},
      dependencies,
      tasks: { main: [{ name: 'Try', ...task } as Task] },
    },
  ],
  playbooks: [],
  zuul: [],
  schemas: [],
});

const account = { host: 'h', username: 'u', password: 'p' };
const said = (task: object, dependencies?: readonly string[]) =>
  moduleOptions(libraryWith(task, dependencies), modules).map(({ code, message }) => `${code}: ${message}`);

test('what a module takes is right, templates and what is inside of mappings as well', () => {
  expect(said({ registry_note: { registry: account, staged: '{{ notes }}' } })).toEqual([]);
  expect(said({ image_plan: { family: '{{ family }}', zuul: {} } })).toEqual([]);
  expect(said({ 'ansible.builtin.debug': { message: 'not ours' } })).toEqual([]);
});

test.each([
  [
    'an option that is misspelt',
    { image_plan: { imgaes: [] } },
    /has no option imgaes; expected one of: .*images/,
  ],
  ['one that is missing', { registry_note: { registry: account } }, 'needs the option staged'],
  ['a wrong choice', { image_plan: { family: 'dokcer' } }, 'family is "dokcer"; expected one of: docker'],
  [
    'one inside of a mapping',
    { registry_note: { registry: { ...account, pasword: 'x' }, staged: [] } },
    /registry: has no option pasword; expected one of: .*password/,
  ],
  [
    'one inside of a list',
    { registry_note: { registry: account, staged: [{ repository: 'a', prefix: 'change_1_' }] } },
    'staged: needs the option tag',
  ],
])('%s is an error', (_, task, message) => {
  const [told, ...others] = said(task);
  expect(told).toMatch(message);
  expect(told).toContain(`module-option: ${Object.keys(task)[0] ?? ''} `);
  expect(others).toEqual([]);
});

test('a role that does not depend on the one with the module cannot call it', () => {
  expect(said({ image_plan: {} }, [])).toEqual([
    'module-not-shipped: calls image_plan, which ships with the role image-gate',
  ]);
});

test('every module is read', () => {
  expect(Object.values(modules).filter(({ options }) => Object.keys(options).length === 0)).toEqual([]);
  expect(Object.keys(modules).length).toBeGreaterThan(10);
});
