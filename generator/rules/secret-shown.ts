import type { Diagnostic } from '../diagnostics';
import { sourceOf } from '../model/source';
import { partsOf, type Field, type Fields } from '../model/variable';
import { jobsOf } from './jobs';
import { errorAt, type Rule } from './rule';
import { isSecret } from './secret-names';

const given = (field: Field): readonly string[] =>
  (['default', 'choices', 'example'] as const).filter((key) => key in field);

const findings = (fields: Fields, where: string): readonly Diagnostic[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    const here = `${where}.${name}`;
    const inner: Fields =
      field.type === 'list' ? { '[]': field.items } : field.type === 'dict' ? partsOf(field) : {};
    return [
      ...(isSecret(field) ? given(field) : []).map((key) =>
        errorAt(
          here,
          'secret-shown',
          `is secret and has "${key}", which files and messages show; expected none`,
        ),
      ),
      ...findings(inner, here),
    ];
  });

/** A secret has no default, no choices and no example: all of them end up in files that people read. */
export const secretShown: Rule = (library) => [
  ...library.roles.flatMap((role) =>
    findings(role.variables, `${sourceOf(library).role(role.name)}: variables`),
  ),
  ...jobsOf(library).flatMap(({ where, job }) =>
    findings({ ...job.variables, ...job.userSecrets }, `${where} variables`),
  ),
  ...library.schemas.flatMap(({ name, field }) => findings({ [name]: field }, sourceOf(library).schemas)),
];
