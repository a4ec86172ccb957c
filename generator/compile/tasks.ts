import { withComment } from '../emit/yaml';
import { modulesOf, taskKeywordOrder, type Task } from '../model/task';

/** A task as Ansible reads it: keywords in one order, its comment above it. */
const compileTask = (task: Task): unknown => {
  const entries = new Map<string, unknown>(Object.entries(task));
  const ordered = taskKeywordOrder.flatMap((keyword): [string, unknown][] => {
    if (keyword === 'module') return modulesOf(task).map((module) => [module, entries.get(module)]);
    const value = entries.get(keyword);
    if (value === undefined) return [];
    const isBlock = keyword === 'block' || keyword === 'rescue' || keyword === 'always';
    return [[keyword, isBlock ? compileTasks(value as readonly Task[]) : value]];
  });
  return withComment(task.comment, Object.fromEntries(ordered));
};

/** A list of tasks as Ansible reads it. */
export const compileTasks = (tasks: readonly Task[]): unknown[] => tasks.map(compileTask);
