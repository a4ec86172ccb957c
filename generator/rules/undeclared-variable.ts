import type { Diagnostic } from '../diagnostics';
import type { Play } from '../model/playbook';
import { sourceOf } from '../model/source';
import type { JinjaName } from './jinja-names';
import { isBuiltIn, localNames, ownNames } from './known-names';
import { namesIn, textsOfPlay, textsOfTask, textsOfVariables } from './names-of';
import { playbooksWithTasks, rolesWithTasks } from './owners';
import { roleCalls } from './role-calls';
import { errorAt, type Rule } from './rule';
import type { LocatedTask } from './task-lists';

const code = 'undeclared-variable';

type Names = ReadonlySet<string>;

const findings = (where: string, used: readonly JinjaName[], known: Names, hint: string) =>
  [...new Set(used.map(({ name }) => name))]
    .filter((name) => !known.has(name) && !isBuiltIn(name))
    .map((name) =>
      name === 'item'
        ? errorAt(
            where,
            code,
            'uses "item"; expected a loop variable of its own',
            'Set loop_control.loop_var.',
          )
        : errorAt(where, code, `uses "${name}", which nobody declares`, hint),
    );

const inTasks = (tasks: readonly LocatedTask[], known: Names, hint: string) =>
  tasks.flatMap(({ where, task, around }) => {
    const here = new Set([...known, ...[task, ...around].flatMap(localNames)]);
    return findings(where, namesIn(textsOfTask(task)), here, hint);
  });

const inRoles: Rule = (library) => {
  const hint = 'Declare it as a variable of the role, or name it in "uses" if something else brings it.';
  return rolesWithTasks(library).flatMap(({ definition: role, tasks }): readonly Diagnostic[] => {
    const known = ownNames(tasks, role);
    const where = `${sourceOf(library).role(role.name)}: vars and defaults`;
    return [...findings(where, namesIn(textsOfVariables(role)), known, hint), ...inTasks(tasks, known, hint)];
  });
};

const playVariables = (plays: readonly Play[]) => plays.flatMap(({ vars }) => Object.keys(vars ?? {}));

const inPlaybooks: Rule = (library) => {
  const hint = 'Name it in "uses" of the playbook if a job, a secret or a fact brings it.';
  const calls = roleCalls(library);
  return playbooksWithTasks(library).flatMap(({ definition: playbook, tasks }): readonly Diagnostic[] => {
    const called = calls.filter(({ owner }) => 'playbook' in owner && owner.playbook === playbook);
    const roles = library.roles.filter(({ name }) => called.some(({ role }) => role === name));
    const known = new Set([
      ...ownNames(tasks),
      ...(playbook.uses ?? []),
      ...playVariables(playbook.plays),
      ...roles.flatMap(({ variables }) => Object.keys(variables)),
      ...roles.flatMap(({ outputs = [] }) => outputs.map(({ name }) => name)),
    ]);
    const plays = playbook.plays.flatMap((play, index) => {
      const where = `${sourceOf(library).playbook(playbook.path)}: ${playbook.path} plays[${index}]`;
      return findings(where, namesIn(textsOfPlay(play)), known, hint);
    });
    return [...plays, ...inTasks(tasks, known, hint)];
  });
};

/** Every variable is declared by the role, set by one of its tasks, or said to come from elsewhere. */
export const undeclaredVariable: Rule = (library, baseJob) => [
  ...inRoles(library, baseJob),
  ...inPlaybooks(library, baseJob),
];
