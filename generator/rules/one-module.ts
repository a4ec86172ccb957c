import { modulesOf } from '../model/task';
import { errorAt, type Rule } from './rule';
import { isBlock, taskLists } from './task-lists';

/** A task calls exactly one module; a block none. */
export const oneModule: Rule = (library) =>
  taskLists(library).flatMap(({ tasks }) =>
    tasks.flatMap(({ where, task }) => {
      const modules = modulesOf(task);
      if (modules.length === (isBlock(task) ? 0 : 1)) return [];
      const found = modules.length === 0 ? 'no module' : modules.join(' and ');
      return [
        errorAt(
          where,
          'one-module',
          `calls ${found}; expected ${isBlock(task) ? 'none, since it is a block' : 'exactly one module'}`,
        ),
      ];
    }),
  );
