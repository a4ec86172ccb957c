import { sourceOf } from '../model/source';
import { partsOf, type Field, type Fields } from '../model/variable';
import { jobsOf } from './jobs';
import { errorAt, type Rule } from './rule';

type Text = readonly [where: string, text: string];

const inside = (field: Field, where: string): readonly Text[] => {
  if (field.type === 'list') return textOf(field.items, `${where}[]`);
  return field.type === 'dict' ? textsOf(partsOf(field), where) : [];
};

const textOf = (field: Field, where: string): readonly Text[] => [
  [where, field.description],
  ...inside(field, where),
];

const textsOf = (fields: Fields, where: string): readonly Text[] =>
  Object.entries(fields).flatMap(([name, field]) => textOf(field, `${where}.${name}`));

/** Roles, playbooks, jobs, outputs and variables say what they are for. */
export const undocumented: Rule = (library) => {
  const source = sourceOf(library);
  const texts: readonly Text[] = [
    ...library.roles.flatMap((role): readonly Text[] => {
      const where = source.role(role.name);
      return [
        [`${where}: summary`, role.summary],
        [`${where}: description`, role.description],
        ...textsOf(role.variables, `${where}: variables`),
        ...(role.outputs ?? []).map((output, index): Text => [
          `${where}: outputs[${index}]`,
          output.description,
        ]),
      ];
    }),
    ...library.playbooks.map(({ path, summary }): Text => [
      `${source.playbook(path)}: ${path} summary`,
      summary,
    ]),
    ...jobsOf(library).flatMap(({ where, job }): readonly Text[] => [
      [`${where} summary`, job.summary],
      ...textsOf(job.variables ?? {}, `${where} variables`),
      ...textsOf(job.userSecrets ?? {}, `${where} userSecrets`),
    ]),
    ...library.schemas.flatMap(({ name, field }) => textOf(field, `${source.schemas}: ${name}`)),
  ];
  return texts
    .filter(([, text]) => text.trim() === '')
    .map(([where]) =>
      errorAt(where, 'undocumented', 'is empty; expected a sentence for the people who use it'),
    );
};
