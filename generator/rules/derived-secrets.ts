import type { Library } from '../model/library';
import { sourceOf } from '../model/source';
import type { Task } from '../model/task';
import type { Field } from '../model/variable';
import { namesOfValue } from './names-of';
import { playbooksWithTasks, rolesWithTasks } from './owners';
import { secretBehind, secretsOf, type KnownSecrets } from './secret-names';
import type { LocatedTask } from './task-lists';

export type Values = Readonly<Record<string, unknown>>;
export type Keys = ReadonlySet<string>;

const isMapping = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a mapping is that is put together in a task: the values under keys of secrets are secret. */
const fieldOf = (value: unknown, keys: Keys): Field | undefined => {
  if (!isMapping(value) || !Object.keys(value).some((key) => keys.has(key))) return undefined;
  const parts = Object.keys(value).map((key) => {
    const part: Field = { type: 'string', description: key, ...(keys.has(key) ? { secret: true } : {}) };
    return [key, part] as const;
  });
  return { type: 'dict', description: '', fields: Object.fromEntries(parts) };
};

/** Variables that get their values from secrets: `vars` and facts by name, with the field of the secret they come from. */
const derivedFrom = (
  values: Values,
  { variables, keys }: KnownSecrets,
): readonly (readonly [string, Field])[] =>
  Object.entries(values).flatMap(([name, value]) => {
    const field =
      namesOfValue(value)
        .map((used) => secretBehind(used, variables))
        .find((found) => found !== undefined) ?? fieldOf(value, keys);
    return field ? [[name, field] as const] : [];
  });

const set = (task: Task): Values => ({
  ...task.vars,
  ...('ansible.builtin.set_fact' in task ? task['ansible.builtin.set_fact'] : {}),
});

// A result of Ansible's own modules may repeat what went in; those of this library return nothing secret.
const repeated = ({ task }: LocatedTask, known: KnownSecrets): readonly (readonly [string, Field])[] => {
  if (!('register' in task) || !task.register) return [];
  const modules = Object.entries(task).filter(([key]) => key.startsWith('ansible.builtin.'));
  return derivedFrom({ [task.register]: modules.map(([, value]: [string, unknown]) => value) }, known);
};

/** The secrets of a library with all that is derived from them in one role or playbook. */
const withDerived = (known: KnownSecrets, tasks: readonly LocatedTask[], vars: Values): KnownSecrets => {
  const variables = new Map([
    ...known.variables,
    ...derivedFrom(vars, known),
    ...tasks.flatMap(({ task }) => derivedFrom(set(task), known)),
    ...tasks.flatMap((task) => repeated(task, known)),
  ]);
  const more = { ...known, variables };
  return variables.size === known.variables.size ? known : withDerived(more, tasks, vars);
};

/** The tasks of one role or playbook, the private variables that they share, and the secrets that they know. */
export interface TasksWithSecrets {
  /** The role's source; undefined for a playbook, which has no private variables. */
  readonly role?: string;
  readonly tasks: readonly LocatedTask[];
  readonly vars: Values;
  readonly known: KnownSecrets;
}

/** All tasks of a library with the secrets that they know, also those that are derived from others. */
export const tasksWithSecrets = (library: Library): readonly TasksWithSecrets[] => {
  const ofLibrary = secretsOf(library);
  const ofRoles = rolesWithTasks(library).map(({ definition, tasks }) => ({
    role: sourceOf(library).role(definition.name),
    tasks,
    vars: definition.vars ?? {},
  }));
  const ofPlaybooks = playbooksWithTasks(library).map(({ tasks }) => ({ tasks, vars: {} }));
  return [...ofRoles, ...ofPlaybooks].map((owner) => ({
    ...owner,
    known: withDerived(ofLibrary, owner.tasks, owner.vars),
  }));
};
