import { imageListOf } from '../views/image-list';
import type { Finding } from '../reading/finding';
import type { JobView } from '../views/job-view';
import { itemsOf, member } from '../reading/located';
import { beforeMerge, beforeReview } from '../views/pipelines';
import type { Rule } from '../views/rule';
import { isTemplate } from '../words/show';
import { textInRole } from '../reading/yaml-scalar';
import { mayBeStaged } from './promotion';

/** Whether a job uploads images under tags that every change has: those by templates may be for one change. */
const uploadsFinalTags = (view: JobView): boolean =>
  view.kind === 'upload' &&
  !mayBeStaged(view) &&
  (imageListOf(view)?.images ?? []).some(({ item }) => {
    const tags = member(item, 'tags');
    return tags === undefined || itemsOf(tags).some((tag) => !isTemplate(textInRole(tag) ?? '{{'));
  });

/** What gets its tags before the merge is published although the change may never merge. */
export const promoteBeforeMerge: Rule = {
  code: 'promote-before-merge',
  summary: 'Images get their tags in a pipeline that runs changes before they merge.',
  check: (context) =>
    context.views.flatMap((view) => {
      const { use } = view;
      if (!use || !beforeMerge(context, use.pipeline)) return [];
      const told = (severity: Finding['severity'], message: string, hint: string) => [
        { severity, place: view.place, also: [use.project.place], message, hint },
      ];
      if (view.kind === 'promote')
        return told(
          'error',
          `promote job "${view.name}" stands in ${use.pipeline}, where its tags move before the change has merged`,
          `Put it into the pipeline ${context.site.pipelines.promote[0] ?? 'promote'}, which runs what has merged.`,
        );
      // Before review it has no place at all, which another rule tells.
      if (!uploadsFinalTags(view) || beforeReview(context, use.pipeline)) return [];
      // Somebody may want tags for what is about to merge.
      return told(
        'warning',
        `upload job "${view.name}" stands in ${use.pipeline} with ${view.family.promote}: false, so its images get their final tags before the change has merged`,
        `Take ${view.family.promote}: false out here and promote the images after the merge, or put the job into a pipeline that runs what has merged.`,
      );
    }),
};
