import type { Finding } from '../reading/finding';
import { attributeOf, type JobView } from '../views/job-view';
import { beforeReview, isGate, isPromote } from '../views/pipelines';
import type { Context, Rule } from '../views/rule';
import { isStaged } from './promotion';
import { withSameImages } from './same-images';

const isVoting = (view: JobView): boolean => {
  const voting = attributeOf(view, 'voting');
  return !(voting?.kind === 'scalar' && voting.value === false);
};

const told = (view: JobView, message: string): Omit<Finding, 'code'> => ({
  severity: 'warning',
  place: (attributeOf(view, 'voting') ?? view).place,
  message: `"${view.name}" is not voting${view.use ? ` in ${view.use.pipeline}` : ''}${message}`,
  hint: 'Take voting: false out.',
});

const standsIn = (is: (context: Context, pipeline: string) => boolean, context: Context) => (view: JobView) =>
  view.use !== undefined && is(context, view.use.pipeline);

/** Where one of the three jobs may fail and the next one counts on it. */
export const notVoting: Rule = {
  code: 'not-voting',
  summary: 'A job may fail, and what comes after it counts on its images.',
  check: (context) => {
    const { views } = context;
    const [uploadsOf, buildsOf] = [withSameImages(views, 'upload'), withSameImages(views, 'build')];
    const uploads = views.filter(
      (view) => view.kind === 'upload' && isStaged(view) && standsIn(isGate, context)(view),
    );
    const promotes = views.filter((view) => view.kind === 'promote' && standsIn(isPromote, context)(view));
    return [
      ...uploads
        .filter((view) => !isVoting(view))
        .map((view) => told(view, ': changes merge although their images were not uploaded')),
      ...promotes
        .filter((view) => !isVoting(view) && uploadsOf(view).every(isVoting))
        .map((view) => told(view, ': a promotion that fails counts as a success')),
      ...uploads.filter(isVoting).flatMap((upload) =>
        buildsOf(upload)
          .filter((view) => !isVoting(view) && standsIn(beforeReview, context)(view))
          .map((view) =>
            told(
              view,
              `, but "${upload.name}" of the same images is: what cannot be built fails in gate only`,
            ),
          ),
      ),
    ];
  },
};
