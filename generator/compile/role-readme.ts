import { restHeader } from '../emit/header';
import { prose } from '../emit/prose';
import type { Role } from '../model/role';
import { directives } from './field-docs';

/** The README of a role, which zuul-sphinx reads. */
export const roleReadme = (role: Role, source: string): string =>
  prose('role-readme', {
    header: restHeader(source),
    summary: role.summary,
    description: role.description,
    variables: directives('rolevar', role.variables),
    outputs: role.outputs ?? [],
    differences: role.differences ?? [],
  });
