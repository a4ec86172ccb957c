import { errorAt, type Rule } from './rule';
import { isBlock, taskLists } from './task-lists';

/** A loop names its variable, so that loops can lie inside each other, and the name starts with `zj_`. */
export const loopVariable: Rule = (library) =>
  taskLists(library).flatMap(({ tasks }) =>
    tasks.flatMap(({ where, task }) => {
      if (isBlock(task) || task.loop === undefined) return [];
      const name: string | undefined = task.loop_control?.loop_var;
      if (name?.startsWith('zj_')) return [];
      return [
        errorAt(
          where,
          'loop-variable',
          `has ${name === undefined ? 'no loop variable' : `the loop variable "${name}"`}; expected one that starts with "zj_"`,
          'Set loop_control.loop_var.',
        ),
      ];
    }),
  );
