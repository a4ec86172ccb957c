import type { Finding } from '../reading/finding';
import type { JobView } from '../views/job-view';
import { beforeReview, isGate, isPromote } from '../views/pipelines';
import type { Rule } from '../views/rule';
import { matchers, patternsOf, runningAlways, runsAlways } from './matchers';
import { isStaged } from './promotion';
import { withSameImages } from './same-images';

type Found = Omit<Finding, 'code'>;

/** What two jobs are told differently, if a difference in this direction does harm. */
const compare = (
  job: JobView,
  other: JobView,
  tell: (names: string) => string,
  severity: Finding['severity'],
): readonly Found[] => {
  const names = matchers.filter((name) => patternsOf(job, name) !== patternsOf(other, name)).join(' and ');
  if (names === '') return [];
  const hint = `Give both the same ${names}; an anchor keeps them in one place.`;
  return [{ severity, place: job.place, message: tell(names), hint }];
};

/** A promotion that runs for other changes than the upload. */
const promotion = (
  promote: JobView,
  upload: JobView,
  isPulledIn: (view: JobView) => boolean,
): readonly Found[] => {
  const [own, other] = [`"${promote.name}"`, `"${upload.name}"`];
  if (runsAlways(promote) && isPulledIn(upload)) return [];
  if (runsAlways(promote))
    return compare(
      promote,
      upload,
      (names) =>
        `${own} runs for every change, but ${other} leaves some out by ${names}: there it finds no staged tag, and fails`,
      'error',
    );
  const what = runsAlways(upload)
    ? 'what is uploaded for the others is never promoted'
    : 'one of them may run without the other';
  return compare(
    promote,
    upload,
    (names) => `${own} has other ${names} than ${other}, which uploads its images: ${what}`,
    'warning',
  );
};

/** What was not built or uploaded cannot be published. */
export const matchersDiffer: Rule = {
  code: 'matchers-differ',
  summary: 'Build, upload and promote jobs of the same images run for different files.',
  check: (context) => {
    const { views } = context;
    const [builds, promotes] = [withSameImages(views, 'build'), withSameImages(views, 'promote')];
    const uploads = views.filter(
      (view) => view.kind === 'upload' && view.use && isGate(context, view.use.pipeline) && isStaged(view),
    );
    const isPulledIn = runningAlways(context);
    return uploads.flatMap((upload) => [
      ...builds(upload)
        // A build too many does no harm.
        .filter((build) => build.use && beforeReview(context, build.use.pipeline) && !isPulledIn(build))
        .flatMap((build) =>
          compare(
            upload,
            build,
            (names) =>
              `"${upload.name}" has other ${names} than "${build.name}": it may upload what was not built before`,
            'warning',
          ),
        ),
      ...promotes(upload)
        .filter((promote) => promote.use && isPromote(context, promote.use.pipeline))
        .flatMap((promote) => promotion(promote, upload, isPulledIn)),
    ]);
  },
};
