import { imageListOf } from '../image-list';
import type { Rule } from '../rule';
import { belongTogether, byReference } from './promotion';

/** In gate the upload job builds what the build job would. */
export const buildInGate: Rule = {
  code: 'build-in-gate',
  summary: 'A build job stands in gate although an upload job of the same images exists.',
  check: ({ views, site }) => {
    const uploads = byReference(views.filter(({ kind }) => kind === 'upload'));
    return views.flatMap((view) => {
      const list = imageListOf(view);
      if (view.kind !== 'build' || view.use?.pipeline !== site['promote-pipeline'] || !list) return [];
      const upload = [...list.produced]
        .flatMap((reference) => uploads.get(reference) ?? [])
        .find((each) => belongTogether(each, view));
      if (!upload) return [];
      return [
        {
          severity:
            list.templated || imageListOf(upload)?.templated ? ('warning' as const) : ('error' as const),
          place: view.place,
          message: `build job "${view.name}" stands in ${view.use.pipeline}, although "${upload.name}" uploads the same images`,
          hint: `Put "${upload.name}" in its place: it builds the images as well.`,
        },
      ];
    });
  },
};
