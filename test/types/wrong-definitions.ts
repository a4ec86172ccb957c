import type { JobDefinition } from '../../generator/model/job';
import type { Playbook } from '../../generator/model/playbook';
import type { Role } from '../../generator/model/role';
import type { Task } from '../../generator/model/task';
import { dict, int, list, str, type ValueOf } from '../../generator/model/variable';
import type { ZuulItem } from '../../generator/zuul';

// Each of these is wrong in one way. A line that compiles after all is an error: its @ts-expect-error has nothing to expect.

export const tasks: readonly Task[] = [
  // @ts-expect-error a mistyped keyword
  { name: 'a', whne: 'b', 'ansible.builtin.debug': { msg: 'c' } },
  // @ts-expect-error a module that the library does not use
  { name: 'a', 'ansible.builtin.shell': 'rm' },
  // @ts-expect-error a command line instead of words
  { name: 'a', 'ansible.builtin.command': { cmd: 'ls' } },
  // @ts-expect-error a state that the module does not know
  { name: 'a', 'ansible.builtin.file': { path: 'b', state: 'dir' } },
  // @ts-expect-error a loop variable without zj_
  { name: 'a', loop: ['b'], loop_control: { loop_var: 'item' }, 'ansible.builtin.debug': { msg: 'c' } },
  // @ts-expect-error a task without a name
  { 'ansible.builtin.debug': { msg: 'c' } },
  // @ts-expect-error a number where Ansible wants a truth value
  { name: 'a', become: 1, 'ansible.builtin.debug': { msg: 'c' } },
  // @ts-expect-error a block that loops
  { name: 'a', block: [], loop: ['b'] },
];

// @ts-expect-error a role without a description
export const role: Role = { name: 'a', summary: 'b', variables: {}, tasks: {} };

export const output: Role['outputs'] = [
  // @ts-expect-error a kind of output that does not exist
  { name: 'a', kind: 'variable', description: 'b' },
];

export const playbook: Playbook = {
  path: 'a',
  summary: 'b',
  // @ts-expect-error a play without hosts
  plays: [{ name: 'a' }],
};

// @ts-expect-error a job without a summary
export const undescribed: JobDefinition = { name: 'a' };

export const jobs: readonly JobDefinition[] = [
  // @ts-expect-error a mistyped attribute
  { name: 'a', summary: 'b', nodset: { nodes: [] } },
  // @ts-expect-error a phase that has one name for each job
  { name: 'a', summary: 'b', run: 'playbooks/a.yaml' },
  // @ts-expect-error a text where Zuul wants a truth value
  { name: 'a', summary: 'b', voting: 'yes' },
  // @ts-expect-error a scheme that Zuul does not know
  { name: 'a', summary: 'b', 'workspace-scheme': 'nested' },
  // @ts-expect-error prose is written as summary and details
  { name: 'a', summary: 'b', description: 'c' },
];

export const items: readonly ZuulItem[] = [
  { semaphore: { name: 'a', max: 2 } },
  // @ts-expect-error a secret without its data
  { secret: { name: 'a' } },
  // @ts-expect-error a semaphore that is counted in words
  { semaphore: { name: 'a', max: 'two' } },
];

// @ts-expect-error a variable without a description
export const undocumented = str({});
// @ts-expect-error a default of another type
export const mistyped = int({ description: 'a', default: 'five' });
// @ts-expect-error a grammar that nobody checks
export const unchecked = str({ description: 'a', format: 'telephone-number' });
// @ts-expect-error a list without items
export const empty = list({ description: 'a' });

export const images = list({
  description: 'Images.',
  items: dict({
    description: 'An image.',
    fields: {
      context: str({ description: 'Its context.', required: true }),
      tags: list({ description: 'Its tags.', items: str({ description: 'A tag.' }) }),
    },
  }),
});

type Images = ValueOf<typeof images>;
export const right: Images = [{ context: 'a' }, { context: 'b', tags: ['c'] }];
export const wrong: Images = [
  // @ts-expect-error a required field is missing
  { tags: ['a'] },
  // @ts-expect-error a text where a list belongs
  { context: 'a', tags: 'b' },
  // @ts-expect-error a mistyped field
  { contex: 'a' },
];
