import { nameIn } from '../job-view';
import { itemsOf, member } from '../located';
import type { Rule } from '../rule';

/** Without credentials an upload or promotion ends with an error in its first task. */
export const credentialsMissing: Rule = {
  code: 'credentials-missing',
  summary: 'An upload or promote job has no credentials.',
  check: ({ views }) =>
    views
      .filter(
        ({ use, kind, attributes }) =>
          use && attributes.length > 0 && (kind === 'upload' || kind === 'promote'),
      )
      .flatMap((view) => {
        const given = new Set(
          view.attributes.flatMap((attributes) => itemsOf(member(attributes, 'secrets')).map(nameIn)),
        );
        return Object.keys(view.libraryJob?.userSecrets ?? {})
          .filter((name) => !given.has(name))
          .map((name) => ({
            severity: 'warning' as const,
            place: view.place,
            message: `${view.kind ?? ''} job "${view.name}" has no secret ${name}`,
            hint: `Add to it: secrets: [{name: ${name}, secret: NAME-OF-YOUR-SECRET, pass-to-parent: true}].`,
          }));
      }),
};
