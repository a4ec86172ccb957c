import type { Role } from '../model/role';
import type { Task } from '../model/task';
import type { LocatedTask } from './task-lists';

// What Ansible, Zuul and Jinja bring.
const builtIn: ReadonlySet<string> = new Set(
  (
    'zuul hostvars groups group_names inventory_hostname inventory_hostname_short playbook_dir role_path role_name ' +
    'play_hosts omit vars environment lookup query q now undef range dict namespace'
  ).split(' '),
);

/** Whether a name is there without anybody declaring it. */
export const isBuiltIn = (name: string): boolean => builtIn.has(name) || /^(zuul|ansible)_/.test(name);

const facts = (task: Task): readonly string[] =>
  'ansible.builtin.set_fact' in task ? Object.keys(task['ansible.builtin.set_fact'] ?? {}) : [];

/** Names that a task gives to itself, or to the tasks inside it. */
export const localNames = (task: Task): readonly string[] => [
  ...Object.keys(task.vars ?? {}),
  ...('loop_control' in task && task.loop_control ? [task.loop_control.loop_var] : []),
];

const isInclude = (task: Task) => 'ansible.builtin.include_tasks' in task;

/** Names that outlast a task: results, facts, and what an included file of tasks gets. */
const lastingNames = ({ task, around }: LocatedTask): readonly string[] => [
  ...('register' in task && task.register ? [task.register] : []),
  ...facts(task),
  ...(isInclude(task) ? [task, ...around].flatMap(localNames) : []),
];

/** Names that every task of a role or playbook knows. */
export const ownNames = (tasks: readonly LocatedTask[], role?: Role): ReadonlySet<string> =>
  new Set([
    ...Object.keys(role?.variables ?? {}),
    ...Object.keys(role?.vars ?? {}),
    ...(role?.uses ?? []),
    ...tasks.flatMap(lastingNames),
  ]);
