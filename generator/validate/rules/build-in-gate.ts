import { imageListOf } from '../views/image-list';
import { isGate } from '../views/pipelines';
import type { Rule } from '../views/rule';
import { belongTogether, byReference, isStaged } from './promotion';

/** In gate the upload job builds what the build job would. */
export const buildInGate: Rule = {
  code: 'build-in-gate',
  summary: 'A build job stands in gate although an upload job stages the same images.',
  check: (context) => {
    // What is published directly after the merge, or in one go every night, has no place in gate.
    const uploads = byReference(
      context.views.filter(
        (view) =>
          view.kind === 'upload' && isStaged(view) && (!view.use || isGate(context, view.use.pipeline)),
      ),
    );
    return context.views.flatMap((view) => {
      const list = imageListOf(view);
      const pipeline = view.use?.pipeline;
      if (view.kind !== 'build' || pipeline === undefined || !isGate(context, pipeline) || !list) return [];
      const upload = [...list.produced]
        .flatMap((reference) => uploads.get(reference) ?? [])
        .find((each) => belongTogether(each, view));
      if (!upload) return [];
      return [
        {
          severity:
            list.templated || imageListOf(upload)?.templated ? ('warning' as const) : ('error' as const),
          place: view.place,
          message: `build job "${view.name}" stands in ${pipeline}, although "${upload.name}" uploads the same images`,
          hint: `Put "${upload.name}" in its place: it builds the images as well.`,
        },
      ];
    });
  },
};
