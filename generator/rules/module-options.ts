import type { Diagnostic } from '../diagnostics';
import type { Library } from '../model/library';
import { modulesOf } from '../model/task';
import type { DocumentedModule, Option } from '../module-docs';
import { errorAt } from './rule';
import { taskLists } from './task-lists';

type Modules = Readonly<Record<string, DocumentedModule>>;

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTemplate = (value: unknown): boolean => typeof value === 'string' && value.includes('{{');

/** What is wrong with values of options; templates are filled in later. */
const problems = (
  given: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, Option>>,
  place: string,
): readonly string[] => [
  ...Object.keys(given)
    .filter((name) => !Object.hasOwn(options, name))
    .map((name) => `${place}has no option ${name}; expected one of: ${Object.keys(options).join(', ')}`),
  ...Object.entries(options)
    .filter(([name, { required }]) => required && !Object.hasOwn(given, name))
    .map(([name]) => `${place}needs the option ${name}`),
  ...Object.entries(given).flatMap(([name, value]) => {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option || isTemplate(value)) return [];
    const { choices, suboptions } = option;
    const wrong = choices && !choices.includes(value);
    const inner = suboptions ? [value].flat().filter(isMapping) : [];
    return [
      ...(wrong
        ? [`${place}${name} is ${JSON.stringify(value)}; expected one of: ${choices.join(', ')}`]
        : []),
      ...inner.flatMap((each) => problems(each, suboptions ?? {}, `${place}${name}: `)),
    ];
  }),
];

/** The role of a list of tasks, and all roles on which it depends: Ansible finds their modules. */
const reachable = ({ roles }: Library, name: string): ReadonlySet<string> => {
  const dependencies = roles.find((role) => role.name === name)?.dependencies ?? [];
  return new Set([name, ...dependencies.flatMap((each) => [...reachable({ roles } as Library, each)])]);
};

/** Options of the library's own modules are those that the modules document, and the role ships the module. */
export const moduleOptions = (library: Library, modules: Modules): readonly Diagnostic[] =>
  taskLists(library).flatMap(({ owner, tasks }) =>
    tasks.flatMap(({ where, task }) =>
      modulesOf(task).flatMap((name) => {
        const module = Object.hasOwn(modules, name) ? modules[name] : undefined;
        if (!module) return [];
        const given = (task as unknown as Readonly<Record<string, unknown>>)[name];
        const shipped = 'role' in owner && reachable(library, owner.role.name).has(module.role);
        return [
          ...(shipped
            ? []
            : [
                errorAt(
                  where,
                  'module-not-shipped',
                  `calls ${name}, which ships with the role ${module.role}`,
                  `Add ${module.role} to the dependencies of the role.`,
                ),
              ]),
          ...problems(isMapping(given) ? given : {}, module.options, `${name} `).map((message) =>
            errorAt(where, 'module-option', message),
          ),
        ];
      }),
    ),
  );
