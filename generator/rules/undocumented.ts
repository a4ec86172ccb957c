import { sourceOf } from '../model/source';
import { jobsOf } from './jobs';
import { errorAt, type Rule } from './rule';
import { textOf, textsOf, textsOfRoles, type Text } from './texts';

/** Roles, playbooks, jobs, outputs and variables say what they are for. */
export const undocumented: Rule = (library) => {
  const source = sourceOf(library);
  const texts: readonly Text[] = [
    ...textsOfRoles(library),
    ...library.roles.flatMap(({ name, outputs = [] }) =>
      outputs.map(({ description }, index): Text => [`${source.role(name)}: outputs[${index}]`, description]),
    ),
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
