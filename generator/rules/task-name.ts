import { errorAt, type Rule } from './rule';
import { taskLists, type LocatedTask } from './task-lists';

const code = 'task-name';

const shape = ({ where, task: { name } }: LocatedTask) => {
  if (!/^[A-Z]/.test(name)) return [errorAt(where, code, 'has a name without a capital at its start')];
  if (name.endsWith('.')) return [errorAt(where, code, 'has a name with a full stop')];
  return [];
};

/** Tasks are named in the imperative, with a capital, without a full stop, and no two of a file alike. */
export const taskName: Rule = (library) =>
  taskLists(library).flatMap(({ tasks }) => {
    const first = new Map<string, string>();
    return tasks.flatMap((located) => {
      const { where, task } = located;
      const earlier = first.get(task.name);
      first.set(task.name, where);
      return earlier === undefined
        ? shape(located)
        : [...shape(located), errorAt(where, code, `has the name of another task of the file: ${earlier}`)];
    });
  });
