import { roleCalls } from './role-calls';
import { errorAt, type Rule } from './rule';

/** A role that is called is one of the library's. */
export const unknownRole: Rule = (library) => {
  const names = library.roles.map(({ name }) => name);
  return roleCalls(library)
    .filter(({ role }) => !names.includes(role))
    .map(({ where, role }) =>
      errorAt(where, 'unknown-role', `calls the role "${role}"; expected one of ${names.join(', ')}`),
    );
};
