import { sourceOf } from '../model/source';
import { namesIn, textsOfTask, textsOfVariables } from './names-of';
import { rolesWithTasks } from './owners';
import { errorAt, type Rule } from './rule';

/** Every variable that a role declares is used by it: otherwise users set it and nothing happens. */
export const unusedVariable: Rule = (library) =>
  rolesWithTasks(library).flatMap(({ definition: role, tasks }) => {
    const texts = [...textsOfVariables(role), ...tasks.flatMap(({ task }) => textsOfTask(task))];
    const used = new Set(namesIn(texts).map(({ name }) => name));
    const declared: readonly (readonly [place: string, name: string])[] = [
      ...Object.keys(role.variables).map((name) => [`variables.${name}`, name] as const),
      ...Object.keys(role.vars ?? {}).map((name) => [`vars.${name}`, name] as const),
      ...(role.uses ?? []).map((name, index) => [`uses[${index}]`, name] as const),
    ];
    return declared
      .filter(([, name]) => !used.has(name))
      .map(([place, name]) =>
        errorAt(
          `${sourceOf(library).role(role.name)}: ${place}`,
          'unused-variable',
          `"${name}" is used by no task of the role`,
          'Remove it, or use it.',
        ),
      );
  });
