import type { Library } from '../model/library';
import { partOf, partsOf, type Field, type Fields } from '../model/variable';
import { jobsOf } from './jobs';
import type { JinjaName } from './jinja-names';

/** Whether a field, or anything in it, is secret. */
export const isSecret = (field: Field): boolean =>
  field.secret === true ||
  (field.type === 'list' && isSecret(field.items)) ||
  (field.type === 'dict' && Object.values(partsOf(field)).some(isSecret));

const secretKeys = (fields: Fields): readonly string[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    if (field.type === 'dict') return secretKeys(partsOf(field));
    if (field.type === 'list') return secretKeys({ [name]: field.items });
    return field.secret ? [name] : [];
  });

/** Variables that hold something secret, by name; a mapping's field says which parts do. */
export type Secrets = ReadonlyMap<string, Field>;

/** Secret variables, and the keys under which secret values lie. */
export interface KnownSecrets {
  readonly variables: Secrets;
  readonly keys: ReadonlySet<string>;
}

/** Every secret variable of a library. */
export const secretsOf = (library: Library): KnownSecrets => {
  const groups = [
    ...library.roles.map((role) => role.variables),
    ...jobsOf(library).map(({ job }) => ({ ...job.variables, ...job.userSecrets })),
  ];
  const fields = groups.flatMap((group) => Object.entries(group)).filter(([, field]) => isSecret(field));
  return { variables: new Map(fields), keys: new Set(groups.flatMap(secretKeys)) };
};

/** The secret that a name in a template leads to; none if it stops at a part that is not secret. */
export const secretBehind = ({ name, path, tested }: JinjaName, secrets: Secrets): Field | undefined => {
  if (tested) return undefined;
  let field = secrets.get(name);
  for (const part of path) {
    const inner: Field | undefined = field?.type === 'dict' ? partOf(field, part) : undefined;
    if (!inner) break;
    field = inner;
  }
  return field && isSecret(field) ? field : undefined;
};
