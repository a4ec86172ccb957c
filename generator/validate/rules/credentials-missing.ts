import type { Finding } from '../reading/finding';
import { firstAlong } from '../views/chain';
import { nameIn, variableOf, type JobView } from '../views/job-view';
import { itemsOf, member, textOf } from '../reading/located';
import type { Rule } from '../views/rule';
import { mayBeStaged } from './promotion';
import { registriesWithoutAccount } from './registry-without-account';

const hasSecret = ({ chain }: JobView, name: string): boolean =>
  firstAlong(
    chain,
    `secret ${name}`,
    ({ stanza }) => itemsOf(member(stanza, 'secrets')).some((secret) => nameIn(secret) === name) || undefined,
  ) === true;

/** Whether an upload uploads nothing, since the promotion takes its images from the intermediate registry. */
const isCarried = (view: JobView): boolean =>
  view.kind === 'upload' &&
  textOf(variableOf(view, view.family.method)) === 'intermediate-registry' &&
  mayBeStaged(view);

/** Without credentials an upload or promotion ends with an error in its first task. */
export const credentialsMissing: Rule = {
  code: 'credentials-missing',
  summary: 'An upload, promote or mirror job has no credentials.',
  check: ({ views, configuration }) =>
    views
      .filter(({ kind, chain }) => chain && ['upload', 'promote', 'mirror'].includes(kind ?? ''))
      .flatMap((view): readonly Omit<Finding, 'code'>[] => [
        ...Object.keys(view.libraryJob?.userSecrets ?? {})
          .filter((name) => view.use && !hasSecret(view, name) && !isCarried(view))
          .map((name) => ({
            severity: 'warning' as const,
            place: view.place,
            message: `${view.kind ?? ''} job "${view.name}" has no secret ${name}`,
            hint: `Add to it: secrets: [{name: ${name}, secret: NAME-OF-YOUR-SECRET, pass-to-parent: true}].`,
          })),
        ...registriesWithoutAccount(view, configuration.secrets),
      ]),
};
