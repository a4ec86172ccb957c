import { firstAlong } from '../views/chain';
import { nameIn, type JobView } from '../views/job-view';
import { itemsOf, member } from '../reading/located';
import type { Rule } from '../views/rule';

const hasSecret = ({ chain }: JobView, name: string): boolean =>
  firstAlong(
    chain,
    `secret ${name}`,
    ({ stanza }) => itemsOf(member(stanza, 'secrets')).some((secret) => nameIn(secret) === name) || undefined,
  ) === true;

/** Without credentials an upload or promotion ends with an error in its first task. */
export const credentialsMissing: Rule = {
  code: 'credentials-missing',
  summary: 'An upload or promote job has no credentials.',
  check: ({ views }) =>
    views
      .filter(({ use, kind, chain }) => use && chain && (kind === 'upload' || kind === 'promote'))
      .flatMap((view) =>
        Object.keys(view.libraryJob?.userSecrets ?? {})
          .filter((name) => !hasSecret(view, name))
          .map((name) => ({
            severity: 'warning' as const,
            place: view.place,
            message: `${view.kind ?? ''} job "${view.name}" has no secret ${name}`,
            hint: `Add to it: secrets: [{name: ${name}, secret: NAME-OF-YOUR-SECRET, pass-to-parent: true}].`,
          })),
      ),
};
