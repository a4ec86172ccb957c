import { firstAlong } from '../views/chain';
import type { JobView } from '../views/job-view';
import { isTrue, itemsOf, member } from '../reading/located';
import { beforeReview } from '../views/pipelines';
import type { Rule } from '../views/rule';

const hasPassedSecret = (view: JobView): boolean =>
  firstAlong(
    view.chain,
    'passes a secret',
    ({ stanza }) =>
      itemsOf(member(stanza, 'secrets')).some((secret) => isTrue(member(secret, 'pass-to-parent'))) ||
      undefined,
  ) === true;

/** Uploads belong after review. */
export const uploadInCheck: Rule = {
  code: 'upload-in-check',
  summary: 'An upload job stands in a pipeline that runs before review.',
  check: (context) =>
    context.views
      .filter(({ kind, use }) => kind === 'upload' && use && beforeReview(context, use.pipeline))
      .map((view) => ({ view, refused: hasPassedSecret(view) }))
      // The site may allow it; Zuul does not.
      .filter(({ refused }) => refused || context.site['publish-before-review'] !== true)
      .map(({ view, refused }) => ({
        severity: refused ? 'error' : 'warning',
        place: view.place,
        message: `upload job "${view.name}" stands in the pipeline ${view.use?.pipeline ?? ''}, which runs changes before review`,
        hint: 'Put a child of the build job there, with the same images; the upload job belongs in the gate pipeline.',
      })),
};
