import type { Library } from '../model/library';
import type { Playbook } from '../model/playbook';
import type { Role } from '../model/role';
import { taskLists, type LocatedTask } from './task-lists';

/** A role or a playbook with all of its tasks: facts and results of one are known to the others. */
export interface Owner<Definition> {
  readonly definition: Definition;
  readonly tasks: readonly LocatedTask[];
}

export const rolesWithTasks = (library: Library): readonly Owner<Role>[] => {
  const lists = taskLists(library);
  return library.roles.map((role) => ({
    definition: role,
    tasks: lists.filter(({ owner }) => 'role' in owner && owner.role === role).flatMap((list) => list.tasks),
  }));
};

export const playbooksWithTasks = (library: Library): readonly Owner<Playbook>[] => {
  const lists = taskLists(library);
  return library.playbooks.map((playbook) => ({
    definition: playbook,
    tasks: lists
      .filter(({ owner }) => 'playbook' in owner && owner.playbook === playbook)
      .flatMap((list) => list.tasks),
  }));
};
