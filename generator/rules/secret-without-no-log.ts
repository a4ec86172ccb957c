import type { Task } from '../model/task';
import type { Field } from '../model/variable';
import { namesIn, namesOfValue, textsOfTask } from './names-of';
import { playbooksWithTasks, rolesWithTasks } from './owners';
import { errorAt, type Rule } from './rule';
import { secretBehind, secretsOf } from './secret-names';
import type { LocatedTask } from './task-lists';

const hides = ({ task, around }: LocatedTask): boolean =>
  [task, ...around].some((part) => part.no_log === true);

type Values = Readonly<Record<string, unknown>>;
type Keys = ReadonlySet<string>;
type Known = ReturnType<typeof secretsOf>;

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
const derivedFrom = (values: Values, { variables, keys }: Known): readonly (readonly [string, Field])[] =>
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
const repeated = ({ task }: LocatedTask, known: Known): readonly (readonly [string, Field])[] => {
  if (!('register' in task) || !task.register) return [];
  const modules = Object.entries(task).filter(([key]) => key.startsWith('ansible.builtin.'));
  return derivedFrom({ [task.register]: modules.map(([, value]: [string, unknown]) => value) }, known);
};

/** The secrets of a library with all that is derived from them in one role or playbook. */
const withDerived = (known: Known, tasks: readonly LocatedTask[], vars: Values): Known => {
  const variables = new Map([
    ...known.variables,
    ...derivedFrom(vars, known),
    ...tasks.flatMap(({ task }) => derivedFrom(set(task), known)),
    ...tasks.flatMap((task) => repeated(task, known)),
  ]);
  const more = { ...known, variables };
  return variables.size === known.variables.size ? known : withDerived(more, tasks, vars);
};

const hasSecretKey = (value: unknown, keys: Keys): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, entry]) => keys.has(key) || hasSecretKey(entry, keys));

const touched = (task: Task, { variables, keys }: Known): string | undefined => {
  const name = namesIn(textsOfTask(task)).find((used) => secretBehind(used, variables));
  if (name) return `the secret variable "${[name.name, ...name.path].join('.')}"`;
  const { block: _block, rescue: _rescue, always: _always, ...own } = task as Values;
  return hasSecretKey(own, keys) ? `a value named ${[...keys].join(' or ')}` : undefined;
};

/** A task that touches something secret logs nothing. */
export const secretWithoutNoLog: Rule = (library) => {
  const ofLibrary = secretsOf(library);
  const owners = [
    ...rolesWithTasks(library).map(({ definition, tasks }) => ({ tasks, vars: definition.vars ?? {} })),
    ...playbooksWithTasks(library).map(({ tasks }) => ({ tasks, vars: {} })),
  ];
  return owners.flatMap(({ tasks, vars }) => {
    const known = withDerived(ofLibrary, tasks, vars);
    return tasks
      .filter((located) => !hides(located))
      .flatMap(({ where, task }) => {
        const what = touched(task, known);
        return what
          ? [
              errorAt(
                where,
                'secret-without-no-log',
                `uses ${what} and logs it; expected "no_log: true"`,
                'Set no_log: true, or wrap the task in explainFailure().',
              ),
            ]
          : [];
      });
  });
};
