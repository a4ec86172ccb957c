import { imageListOf } from '../image-list';
import { beforeMerge, isForChanges, isPromote } from '../pipelines';
import { buildsets, type Rule } from '../rule';
import { waitingIn } from '../waiting';
import { belongTogether, isStaged, shareRepository } from './promotion';

/** Items that are no changes have the staged tags of their own buildset only. */
export const promoteWithoutUpload: Rule = {
  code: 'promote-without-upload',
  summary: 'A promote job stands in a pipeline without changes, and waits for no upload there.',
  check: (context) =>
    buildsets(context).flatMap((group) => {
      const pipeline = group[0]?.use?.pipeline;
      if (pipeline === undefined || isPromote(context, pipeline) || beforeMerge(context, pipeline)) return [];
      if (isForChanges(context, pipeline)) return [];
      const waitingFor = waitingIn(group);
      return group.flatMap((view) => {
        if (view.kind !== 'promote' || view.use?.project.isTemplate) return [];
        const list = imageListOf(view);
        const uploads = group.filter((each) => {
          const images = imageListOf(each);
          const same =
            !list || !images || list.templated || images.templated || shareRepository(list, images);
          return each.kind === 'upload' && isStaged(each) && belongTogether(each, view) && same;
        });
        if (uploads.some(({ name }) => waitingFor(name).has(view))) return [];
        const [upload] = uploads;
        return [
          {
            severity: 'warning' as const,
            place: view.place,
            message: upload
              ? `promote job "${view.name}" does not wait in ${pipeline} for "${upload.name}", which uploads the same images there`
              : `promote job "${view.name}" stands in ${pipeline}, whose items are no changes, and no job there uploads its images under staged tags`,
            hint: upload
              ? `Add to it: dependencies: [${upload.name}].`
              : 'Put the upload job beside it, and let it wait for that one; what was staged for changes is promoted in the promote pipeline.',
          },
        ];
      });
    }),
};
