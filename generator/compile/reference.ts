import { markdownHeader } from '../emit/header';
import { prose } from '../emit/prose';
import type { JobDefinition } from '../model/job';
import type { Library } from '../model/library';
import type { Fields } from '../model/variable';
import { documentFields } from './field-docs';
import type { Output } from './output';

const markdown = (text: string): string => text.replaceAll('``', '`');
const cell = (text: string): string => markdown(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

const rows = (fields: Fields) =>
  documentFields(fields).map((field) => ({
    ...field,
    default: field.default ? `\`${cell(field.default)}\`` : '',
    text: cell(field.text),
  }));

/** The variables of a library by name, with the roles and jobs that take them. */
const variablesOf = (library: Library, jobs: readonly JobDefinition[]) => {
  const users: readonly (readonly [string, Fields])[] = [
    ...library.roles.map((role) => [role.name, role.variables] as const),
    ...jobs.map((job) => [job.name, { ...job.variables, ...job.userSecrets }] as const),
  ];
  const names = [...new Set(users.flatMap(([, fields]) => Object.keys(fields)))].sort();
  return names.map((name) => {
    const takers = users.filter(([, fields]) => fields[name]);
    const field = takers[0]?.[1][name];
    return {
      name,
      text: cell(field?.description ?? ''),
      users: takers.map(([user]) => `\`${user}\``).join(', '),
    };
  });
};

/** The reference pages of jobs, roles and variables. */
export const compileReference = (library: Library): Output => {
  const jobs = library.zuul.flatMap((file) =>
    file.items.flatMap((item) => ('definition' in item ? [item.definition] : [])),
  );
  return {
    'docs/reference/jobs.md': prose('reference-jobs', {
      header: markdownHeader(`${library.root}/jobs`),
      jobs: jobs.map((job) => ({
        name: job.name,
        summary: markdown(job.summary),
        details: markdown(job.details ?? ''),
        parent: job.parent ?? '',
        fields: rows({ ...job.variables, ...job.userSecrets }),
      })),
    }),
    'docs/reference/variables.md': prose('reference-variables', {
      header: markdownHeader(`${library.root}/variables`),
      variables: variablesOf(library, jobs),
    }),
    'docs/reference/roles.md': prose('reference-roles', {
      header: markdownHeader(`${library.root}/roles`),
      roles: library.roles.map((role) => ({
        name: role.name,
        summary: markdown(role.summary),
        description: markdown(role.description),
        fields: rows(role.variables),
        outputs: (role.outputs ?? []).map((output) => ({ ...output, description: cell(output.description) })),
      })),
    }),
  };
};
