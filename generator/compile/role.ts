import { hashHeader } from '../emit/header';
import { toYaml, withComment } from '../emit/yaml';
import type { Role } from '../model/role';
import type { Field } from '../model/variable';
import type { Output } from './output';
import { roleReadme } from './role-readme';
import { compileTasks } from './tasks';

const ansibleTypes = { string: 'str', boolean: 'bool', integer: 'int', list: 'list', dict: 'dict' } as const;

const plain = (text: string): string => text.replaceAll('``', '`');

const isTemplate = (value: unknown): boolean => typeof value === 'string' && /\{[{%]/.test(value);

// Only the top level: Ansible would refuse keys of image lists that this library does not know, and users have such keys.
const argumentSpec = (field: Field) => ({
  type: ansibleTypes[field.type],
  ...(field.type === 'list'
    ? { elements: field.items.type === 'list' ? 'raw' : ansibleTypes[field.items.type] }
    : {}),
  ...(field.type === 'string' && field.choices && !field.secret ? { choices: field.choices } : {}),
  ...(field.required ? { required: true } : {}),
  // Ansible evaluates what it finds here even where the variable is set.
  ...(field.default === undefined || isTemplate(field.default) ? {} : { default: field.default }),
  ...(field.secret ? { no_log: true } : {}),
  description: plain(field.description),
});

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

const defaults = (role: Role) =>
  Object.fromEntries(
    Object.entries(role.variables).flatMap(([name, field]) =>
      field.default === undefined ? [] : [[name, withComment(plain(field.description), field.default)]],
    ),
  );

/** The files of a role; its Python modules are written by hand, and lie beside them. */
export const compileRole = (role: Role, source: string): Output => {
  const folder = `roles/${role.name}`;
  const yaml = (value: unknown) => toYaml(value, { source, header: hashHeader(source) });
  const entries = mapValues(role.tasks, () => ({
    short_description: role.summary,
    options: mapValues(role.variables, argumentSpec),
  }));
  const main = entries['main'] ? { main: entries['main'] } : {};
  const own = defaults(role);
  return {
    [`${folder}/README.rst`]: roleReadme(role, source),
    [`${folder}/meta/main.yaml`]: yaml({
      dependencies: (role.dependencies ?? []).map((name) => ({ role: name })),
    }),
    ...(role.tasks['main'] ? { [`${folder}/meta/argument_specs.yaml`]: yaml({ argument_specs: main }) } : {}),
    ...(Object.keys(own).length > 0 ? { [`${folder}/defaults/main.yaml`]: yaml(own) } : {}),
    ...(role.vars ? { [`${folder}/vars/main.yaml`]: yaml(role.vars) } : {}),
    ...(role.handlers ? { [`${folder}/handlers/main.yaml`]: yaml(compileTasks(role.handlers)) } : {}),
    ...Object.fromEntries(
      Object.entries(role.tasks).map(([file, tasks]) => [
        `${folder}/tasks/${file}.yaml`,
        yaml(compileTasks(tasks)),
      ]),
    ),
  };
};
