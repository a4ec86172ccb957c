import type { Play } from '../model/playbook';
import type { Role } from '../model/role';
import type { Task } from '../model/task';
import { namesOfExpression, namesOfTemplate, type JinjaName } from './jinja-names';

const bare: ReadonlySet<string> = new Set(['when', 'until', 'changed_when', 'failed_when', 'that', 'var']);
const silent: ReadonlySet<string> = new Set(['comment', 'register', 'block', 'rescue', 'always']);

/** A text in a definition that Jinja evaluates, and whether it is a whole expression or a text with templates in it. */
export interface JinjaText {
  readonly text: string;
  readonly form: 'expression' | 'template';
}

const textsIn = (value: unknown, form: JinjaText['form']): readonly JinjaText[] => {
  if (typeof value === 'string') return [{ text: value, form }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((entry) => textsIn(entry, form));
};

/** The texts of a task; those of tasks inside a block are not among them. */
export const textsOfTask = (task: Task): readonly JinjaText[] =>
  Object.entries(task).flatMap(([key, value]: [string, unknown]) => {
    if (silent.has(key)) return [];
    if (bare.has(key)) return textsIn(value, 'expression');
    if (typeof value !== 'object' || value === null) return textsIn(value, 'template');
    return Object.entries(value).flatMap(([name, entry]) =>
      textsIn(entry, key.startsWith('ansible.builtin.') && bare.has(name) ? 'expression' : 'template'),
    );
  });

/** The texts of variables that tasks share. */
export const textsOfVars = (vars: Readonly<Record<string, unknown>>): readonly JinjaText[] =>
  textsIn(vars, 'template');

/** The texts of a role outside of its tasks: private variables and defaults. */
export const textsOfVariables = (role: Role): readonly JinjaText[] => [
  ...textsIn(role.vars, 'template'),
  ...Object.values(role.variables).flatMap((field) => textsIn(field.default, 'template')),
];

/** The texts of a play; those of its tasks are not among them. */
export const textsOfPlay = ({ hosts, vars, roles = [] }: Play): readonly JinjaText[] => [
  ...textsIn([hosts, vars], 'template'),
  ...roles.flatMap((use) =>
    typeof use === 'string' ? [] : [...textsIn(use.when, 'expression'), ...textsIn(use.vars, 'template')],
  ),
];

export const namesIn = (texts: readonly JinjaText[]): readonly JinjaName[] =>
  texts.flatMap(({ text, form }) =>
    form === 'expression' ? namesOfExpression(text) : namesOfTemplate(text),
  );

/** Variables that any value uses. */
export const namesOfValue = (value: unknown): readonly JinjaName[] => namesIn(textsIn(value, 'template'));
