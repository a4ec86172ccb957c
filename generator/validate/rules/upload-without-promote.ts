import { imageListOf } from '../views/image-list';
import type { JobView } from '../views/job-view';
import { isForChanges, isGate } from '../views/pipelines';
import type { Rule } from '../views/rule';
import { belongTogether, isStaged, rootOf, shareRepository } from './promotion';

/** Whether a template has a job, which the project may use by way of another repository. */
const isElsewhere = (view: JobView, { use, place }: JobView): boolean =>
  use?.project.isTemplate === true && place.source.root === rootOf(view);

/** Staged tags that nobody promotes are never published. */
export const uploadWithoutPromote: Rule = {
  code: 'upload-without-promote',
  summary: 'An upload job stages images that no promote job publishes.',
  check: (context) =>
    context.views.flatMap((view) => {
      const list = imageListOf(view);
      const pipeline = view.use?.pipeline;
      if (view.kind !== 'upload' || pipeline === undefined || !isStaged(view) || !list) return [];
      // A list without names, or one that is told to be broken, publishes nothing.
      if (list.produced.size === 0 && !list.templated) return [];
      // Without a change the tags are staged for promotion in the same buildset.
      const alone = !isForChanges(context, pipeline);
      if (!alone && !isGate(context, pipeline)) return [];
      const promotes = context.views.filter(
        (each) =>
          each.kind === 'promote' &&
          (belongTogether(view, each) || isElsewhere(view, each)) &&
          (!alone || each.use?.pipeline === pipeline),
      );
      // A promote job with a list of its own is told of by `image-lists-differ`, or templates decide.
      const meant = promotes.filter((each) => {
        const images = imageListOf(each);
        return !images || images.templated || list.templated || shareRepository(list, images);
      });
      if (meant.some(({ use }) => use)) return [];
      const [idle] = meant;
      // Whoever uses a template may promote by another one.
      if (!idle && view.use?.project.isTemplate) return [];
      const { prefix } = context.site;
      return [
        {
          severity: 'warning' as const,
          place: view.place,
          message: idle
            ? `"${view.name}" uploads images under staged tags, but its promote job "${idle.name}" is in no pipeline`
            : `"${view.name}" uploads images under staged tags${alone ? ` in ${pipeline}` : ''}, but no promote job ${alone ? 'beside it' : 'of the project'} publishes them`,
          hint: idle
            ? `Add "${idle.name}" to the promote pipeline.`
            : alone
              ? `Set ${view.family.promote}: false, or put the promote job beside it and let it wait for this one.`
              : `Add a child of ${prefix}-promote-${view.family.name}-image with the same images and credentials to the promote pipeline; without promotion, set ${view.family.promote}: false.`,
        },
      ];
    }),
};
