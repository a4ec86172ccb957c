import type { Library } from '../model/library';
import type { Playbook } from '../model/playbook';
import type { Role } from '../model/role';
import { sourceOf } from '../model/source';
import type { Block, Task } from '../model/task';

/** A task with the place of its definition. */
export interface LocatedTask {
  readonly where: string;
  readonly task: Task;
  /** The blocks that it lies in, outermost first. */
  readonly around: readonly Block[];
}

/** The tasks that become one list in one file. */
export interface TaskList {
  readonly where: string;
  readonly owner: { readonly role: Role } | { readonly playbook: Playbook };
  /** Every task, also those inside blocks; a block stands before its tasks. */
  readonly tasks: readonly LocatedTask[];
}

export const isBlock = (task: Task): task is Block => 'block' in task;

const walk = (tasks: readonly Task[], where: string, around: readonly Block[]): readonly LocatedTask[] =>
  tasks.flatMap((task, index) => {
    const here = `${where}[${index}] "${task.name}"`;
    const inner = (part: 'block' | 'rescue' | 'always') =>
      isBlock(task) ? walk(task[part] ?? [], `${here} ${part}`, [...around, task]) : [];
    return [{ where: here, task, around }, ...inner('block'), ...inner('rescue'), ...inner('always')];
  });

/** Every list of tasks of a library, with the file of its definition. */
export const taskLists = (library: Library): readonly TaskList[] => {
  const source = sourceOf(library);
  const list = (where: string, owner: TaskList['owner'], tasks: readonly Task[]): TaskList => ({
    where,
    owner,
    tasks: walk(tasks, where, []),
  });
  return [
    ...library.roles.flatMap((role) => [
      ...Object.entries(role.tasks).map(([file, tasks]) =>
        list(`${source.role(role.name)}: tasks.${file}`, { role }, tasks),
      ),
      ...(role.handlers ? [list(`${source.role(role.name)}: handlers`, { role }, role.handlers)] : []),
    ]),
    ...library.playbooks.flatMap((playbook) =>
      playbook.plays.flatMap((play, index) =>
        (['pre_tasks', 'tasks'] as const).flatMap((part) =>
          play[part]
            ? [
                list(
                  `${source.playbook(playbook.path)}: ${playbook.path} plays[${index}].${part}`,
                  { playbook },
                  play[part],
                ),
              ]
            : [],
        ),
      ),
    ),
  ];
};
