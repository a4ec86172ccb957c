import type { Finding } from '../reading/finding';
import type { JobView } from '../views/job-view';
import { beforeMerge, isForChanges, isPromote } from '../views/pipelines';
import { buildsets, type Context, type Rule } from '../views/rule';
import { waitingIn } from '../views/waiting';
import { hasImagesOf } from './meetings';
import { mayBeStaged } from './promotion';

type Found = Omit<Finding, 'code'>;

/** Without a change, there are the staged tags of the same buildset only. */
const withoutChanges = (pipeline: string, group: readonly JobView[]): readonly Found[] => {
  const waitingFor = waitingIn(group);
  return group.flatMap((view) => {
    if (view.kind !== 'promote' || view.use?.project.isTemplate) return [];
    const uploads = group.filter(mayBeStaged).filter(hasImagesOf(view));
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
};

/** After the merge, there are the staged tags that uploads of the change left; nothing is told where no upload job is known. */
const afterMerge = (context: Context, pipeline: string, group: readonly JobView[]): readonly Found[] =>
  group.flatMap((view) => {
    if (view.kind !== 'promote' || view.use?.project.isTemplate) return [];
    const uploads = context.views.filter(hasImagesOf(view));
    const [used = uploads[0]] = uploads.filter(({ use }) => use);
    const leaves = ({ use }: JobView) =>
      use && !isPromote(context, use.pipeline) && isForChanges(context, use.pipeline);
    if (!used || uploads.some((upload) => leaves(upload) && mayBeStaged(upload))) return [];
    const why = !used.use
      ? 'is in no pipeline'
      : mayBeStaged(used)
        ? `stands in ${used.use.pipeline}`
        : 'uploads them under their final tags';
    return [
      {
        severity: 'warning' as const,
        place: view.place,
        message: `promote job "${view.name}" stands in ${pipeline}, but no upload job stages its images for changes before they merge: "${used.name}" ${why}`,
        hint: `Put "${used.name}" into the gate pipeline, without ${used.family.promote}: false; leave the promote job out where images are published directly.`,
      },
    ];
  });

/** A promotion gives final tags to what an upload has staged. */
export const promoteWithoutUpload: Rule = {
  code: 'promote-without-upload',
  summary: 'A promote job stands in a pipeline for which no upload job stages its images.',
  check: (context) =>
    buildsets(context).flatMap((group) => {
      const pipeline = group[0]?.use?.pipeline;
      if (pipeline === undefined || beforeMerge(context, pipeline)) return [];
      if (isPromote(context, pipeline)) return afterMerge(context, pipeline, group);
      return isForChanges(context, pipeline) ? [] : withoutChanges(pipeline, group);
    }),
};
