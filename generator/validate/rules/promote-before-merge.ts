import { beforeMerge } from '../pipelines';
import type { Rule } from '../rule';

/** What is promoted before the merge is published although the change may never merge. */
export const promoteBeforeMerge: Rule = {
  code: 'promote-before-merge',
  summary: 'A promote job stands in a pipeline that runs changes before they merge.',
  check: (context) =>
    context.views.flatMap((view) => {
      const pipeline = view.use?.pipeline;
      if (view.kind !== 'promote' || pipeline === undefined || !beforeMerge(context, pipeline)) return [];
      const [promote = 'promote'] = context.site.pipelines.promote;
      return [
        {
          severity: 'error' as const,
          place: view.place,
          ...(view.use ? { also: [view.use.project.place] } : {}),
          message: `promote job "${view.name}" stands in ${pipeline}, where its tags move before the change has merged`,
          hint: `Put it into the pipeline ${promote}, which runs what has merged.`,
        },
      ];
    }),
};
