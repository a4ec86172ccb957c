import type { Library } from '../model/library';
import { roleCalls } from './role-calls';
import { errorAt, type Rule } from './rule';
import { taskLists } from './task-lists';

const code = 'missing-task-file';

const fileNames = (files: readonly string[]) => files.map((file) => `${file}.yaml`).join(', ') || 'none';

/** Whether a file name, which may hold a template, fits a file. */
const fits = (target: string, file: string): boolean => {
  const literal = target.split(/\{\{.*?\}\}/s).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.+')}$`).test(`${file}.yaml`);
};

const included = (library: Library) =>
  taskLists(library).flatMap(({ owner, tasks }) =>
    tasks.flatMap(({ where, task }) => {
      const target = 'ansible.builtin.include_tasks' in task && task['ansible.builtin.include_tasks'];
      if (!target) return [];
      const files = 'role' in owner ? Object.keys(owner.role.tasks) : [];
      return files.some((file) => fits(target, file))
        ? []
        : [errorAt(where, code, `includes "${target}"; the task files here are: ${fileNames(files)}`)];
    }),
  );

/** A file of tasks that is included, or named by `tasks_from`, is there. */
export const missingTaskFile: Rule = (library) => [
  ...included(library),
  ...roleCalls(library).flatMap(({ where, role, tasksFrom = 'main', dependency }) => {
    const called = library.roles.find(({ name }) => name === role);
    const files = Object.keys(called?.tasks ?? {});
    const forModules = (dependency ?? files.length === 0) && tasksFrom === 'main';
    if (!called || files.includes(tasksFrom) || forModules) return [];
    return [
      errorAt(where, code, `starts "${tasksFrom}" of ${role}; its task files are: ${fileNames(files)}`),
    ];
  }),
];
