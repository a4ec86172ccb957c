import { imageListOf, referencesOf } from '../image-list';
import type { JobView } from '../job-view';
import { projectOf, type Rule } from '../rule';

const references = (view: JobView): ReadonlySet<string> => {
  const list = imageListOf(view);
  return new Set(list ? referencesOf(list).map(({ reference }) => reference) : []);
};

/** In gate the upload job builds what the build job would. */
export const buildInGate: Rule = {
  code: 'build-in-gate',
  summary: 'A build job stands in gate although an upload job of the same images exists.',
  check: ({ views, site }) => {
    const uploads = views.filter(({ kind }) => kind === 'upload');
    return views.flatMap((view) => {
      const { use } = view;
      if (view.kind !== 'build' || !use || use.pipeline !== site['promote-pipeline']) return [];
      const own = references(view);
      const upload = uploads.find(
        (each) =>
          (!each.use || projectOf(each.use) === projectOf(use)) && [...references(each)].some((name) => own.has(name)),
      );
      if (!upload) return [];
      const templated = imageListOf(view)?.templated === true || imageListOf(upload)?.templated === true;
      return [
        {
          severity: templated ? ('warning' as const) : ('error' as const),
          place: view.place,
          message: `build job "${view.name}" stands in ${use.pipeline}, although "${upload.name}" uploads the same images`,
          hint: `Put "${upload.name}" in its place: it builds the images as well.`,
        },
      ];
    });
  },
};
