import type { Library } from '../model/library';
import { sourceOf } from '../model/source';
import { partsOf, type Field, type Fields } from '../model/variable';

/** What a definition says about itself or a part of it, and where. */
export type Text = readonly [where: string, text: string];

const inside = (field: Field, where: string): readonly Text[] => {
  if (field.type === 'list') return textOf(field.items, `${where}[]`);
  return field.type === 'dict' ? textsOf(partsOf(field), where) : [];
};

/** Texts of a field and of all that is in it. */
export const textOf = (field: Field, where: string): readonly Text[] => [
  [where, field.description],
  ...inside(field, where),
];

/** Texts of fields. */
export const textsOf = (fields: Fields, where: string): readonly Text[] =>
  Object.entries(fields).flatMap(([name, field]) => textOf(field, `${where}.${name}`));

/** Texts of all roles that Ansible reads as well, since they are in the specifications of arguments. */
export const textsOfRoles = (library: Library): readonly Text[] => {
  const source = sourceOf(library);
  return library.roles.flatMap((role): readonly Text[] => {
    const where = source.role(role.name);
    return [
      [`${where}: summary`, role.summary],
      [`${where}: description`, role.description],
      ...textsOf(role.variables, `${where}: variables`),
    ];
  });
};
