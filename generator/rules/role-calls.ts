import type { Library } from '../model/library';
import { sourceOf } from '../model/source';
import type { Task } from '../model/task';
import { taskLists, type TaskList } from './task-lists';

/** A place where a role is called. */
export interface RoleCall {
  readonly where: string;
  readonly role: string;
  readonly tasksFrom?: string;
  /** A dependency: of a role without `main`, Ansible takes the modules alone. */
  readonly dependency?: true;
  readonly owner: TaskList['owner'];
}

const includedBy = (task: Task) =>
  'block' in task ? [] : [task['ansible.builtin.include_role'], task['ansible.builtin.import_role']];

/** Every call of a role: from plays, from tasks, and by dependency. */
export const roleCalls = (library: Library): readonly RoleCall[] => [
  ...library.playbooks.flatMap((playbook) =>
    playbook.plays.flatMap(({ roles = [] }, play) =>
      roles.map((use, index) => ({
        where: `${sourceOf(library).playbook(playbook.path)}: ${playbook.path} plays[${play}].roles[${index}]`,
        role: typeof use === 'string' ? use : use.role,
        owner: { playbook },
      })),
    ),
  ),
  ...library.roles.flatMap((role) =>
    (role.dependencies ?? []).map((name, index) => ({
      where: `${sourceOf(library).role(role.name)}: dependencies[${index}]`,
      role: name,
      dependency: true as const,
      owner: { role },
    })),
  ),
  ...taskLists(library).flatMap(({ owner, tasks }) =>
    tasks.flatMap(({ where, task }) =>
      includedBy(task).flatMap((call) =>
        call
          ? [{ where, role: call.name, owner, ...(call.tasks_from ? { tasksFrom: call.tasks_from } : {}) }]
          : [],
      ),
    ),
  ),
];
