import { member } from '../located';
import { collected, type JobView } from '../job-view';
import type { Context, Rule } from '../rule';

/** Whether items of a pipeline have been reviewed: as the files say, or as the name suggests. */
const beforeReview = ({ configuration }: Context, pipeline: string): boolean => {
  const stanza = configuration.pipelines.get(pipeline);
  const reviewed = member(stanza, 'post-review');
  return stanza ? !(reviewed?.kind === 'scalar' && reviewed.value === true) : pipeline === 'check';
};

const hasPassedSecret = (view: JobView): boolean =>
  view.attributes.some((attributes) =>
    collected({ ...view, attributes: [attributes] }, 'secrets', 'override').some((secret) => {
      const passed = member(secret, 'pass-to-parent');
      return passed?.kind === 'scalar' && passed.value === true;
    }),
  );

/** Uploads belong after review. */
export const uploadInCheck: Rule = {
  code: 'upload-in-check',
  summary: 'An upload job stands in a pipeline that runs before review.',
  check: (context) =>
    context.views
      .filter(({ kind, use }) => kind === 'upload' && use && beforeReview(context, use.pipeline))
      .map((view) => ({
        severity: hasPassedSecret(view) ? 'error' : 'warning',
        place: view.place,
        message: `upload job "${view.name}" stands in the pipeline ${view.use?.pipeline ?? ''}, which runs changes before review`,
        hint: 'Put a child of the build job there, with the same images; the upload job belongs into the gate pipeline.',
      })),
};
