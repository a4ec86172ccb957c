import type { Task } from '../model/task';
import type { Field } from '../model/variable';
import { namesIn, namesOfValue, textsOfTask } from './names-of';
import { playbooksWithTasks, rolesWithTasks } from './owners';
import { errorAt, type Rule } from './rule';
import { secretBehind, secretsOf, type Secrets } from './secret-names';
import type { LocatedTask } from './task-lists';

const hides = ({ task, around }: LocatedTask): boolean =>
  [task, ...around].some((part) => part.no_log === true);

type Values = Readonly<Record<string, unknown>>;

/** Variables that get their values from secrets: `vars` and facts by name, with the field of the secret they come from. */
const derivedFrom = (values: Values, secrets: Secrets): readonly (readonly [string, Field])[] =>
  Object.entries(values).flatMap(([name, value]) => {
    const field = namesOfValue(value)
      .map((used) => secretBehind(used, secrets))
      .find((found) => found !== undefined);
    return field ? [[name, field] as const] : [];
  });

const set = (task: Task): Values => ({
  ...task.vars,
  ...('ansible.builtin.set_fact' in task ? task['ansible.builtin.set_fact'] : {}),
});

// A result of Ansible's own modules may repeat what went in; those of this library return nothing secret.
const repeated = ({ task }: LocatedTask, secrets: Secrets): readonly (readonly [string, Field])[] => {
  if (!('register' in task) || !task.register) return [];
  const modules = Object.entries(task).filter(([key]) => key.startsWith('ansible.builtin.'));
  return derivedFrom({ [task.register]: modules.map(([, value]: [string, unknown]) => value) }, secrets);
};

/** The secrets of a library with all that is derived from them in one role or playbook. */
const withDerived = (secrets: Secrets, tasks: readonly LocatedTask[], vars: Values): Secrets => {
  const found = new Map([
    ...secrets,
    ...derivedFrom(vars, secrets),
    ...tasks.flatMap(({ task }) => derivedFrom(set(task), secrets)),
    ...tasks.flatMap((task) => repeated(task, secrets)),
  ]);
  return found.size === secrets.size ? secrets : withDerived(found, tasks, vars);
};

const hasSecretKey = (value: unknown, keys: ReadonlySet<string>): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, entry]) => keys.has(key) || hasSecretKey(entry, keys));

const touched = (task: Task, secrets: Secrets, keys: ReadonlySet<string>): string | undefined => {
  const name = namesIn(textsOfTask(task)).find((used) => secretBehind(used, secrets));
  if (name) return `the secret variable "${[name.name, ...name.path].join('.')}"`;
  const { block: _block, rescue: _rescue, always: _always, ...own } = task as Values;
  return hasSecretKey(own, keys) ? `a value named ${[...keys].join(' or ')}` : undefined;
};

/** A task that touches something secret logs nothing. */
export const secretWithoutNoLog: Rule = (library) => {
  const { variables, keys } = secretsOf(library);
  const owners = [
    ...rolesWithTasks(library).map(({ definition, tasks }) => ({ tasks, vars: definition.vars ?? {} })),
    ...playbooksWithTasks(library).map(({ tasks }) => ({ tasks, vars: {} })),
  ];
  return owners.flatMap(({ tasks, vars }) => {
    const secrets = withDerived(variables, tasks, vars);
    return tasks
      .filter((located) => !hides(located))
      .flatMap(({ where, task }) => {
        const what = touched(task, secrets, keys);
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
