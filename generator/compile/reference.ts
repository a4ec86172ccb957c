import { markdownHeader } from '../emit/header';
import { prose } from '../emit/prose';
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

/** The reference pages of jobs and roles. */
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
