import type { Task } from '../model/task';
import { tasksWithSecrets, type Keys, type Values } from './derived-secrets';
import { namesIn, textsOfTask } from './names-of';
import { errorAt, type Rule } from './rule';
import { secretBehind, type KnownSecrets } from './secret-names';
import type { LocatedTask } from './task-lists';

const hides = ({ task, around }: LocatedTask): boolean =>
  [task, ...around].some((part) => part.no_log === true);

const hasSecretKey = (value: unknown, keys: Keys): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, entry]) => keys.has(key) || hasSecretKey(entry, keys));

const touched = (task: Task, { variables, keys }: KnownSecrets): string | undefined => {
  const name = namesIn(textsOfTask(task)).find((used) => secretBehind(used, variables));
  if (name) return `the secret variable "${[name.name, ...name.path].join('.')}"`;
  const { block: _block, rescue: _rescue, always: _always, ...own } = task as Values;
  return hasSecretKey(own, keys) ? `a value named ${[...keys].join(' or ')}` : undefined;
};

/** A task that touches something secret logs nothing. */
export const secretWithoutNoLog: Rule = (library) =>
  tasksWithSecrets(library).flatMap(({ tasks, known }) =>
    tasks
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
      }),
  );
