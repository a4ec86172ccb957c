import { imageListOf, referencesOf, shortReference, type ImageList } from '../image-list';
import type { JobView } from '../job-view';
import type { Finding } from '../finding';
import type { Rule } from '../rule';
import { isStaged, sameProject, shareRepository } from './promotion';

const named = (references: readonly string[]) => references.map(shortReference).join(', ');

const difference = (upload: ImageList, other: ImageList): string | undefined => {
  const uploaded = new Set(referencesOf(upload).map(({ reference }) => reference));
  const others = new Set(referencesOf(other).map(({ reference }) => reference));
  const missing = [...uploaded].filter((reference) => !others.has(reference));
  const extra = [...others].filter((reference) => !uploaded.has(reference));
  const parts = [...(missing.length > 0 ? [`lacks ${named(missing)}`] : []), ...(extra.length > 0 ? [`has ${named(extra)} besides`] : [])];
  return parts.length > 0 ? parts.join(' and ') : undefined;
};

const compare = (upload: JobView, other: JobView): readonly Omit<Finding, 'code'>[] => {
  const [staged, list] = [imageListOf(upload), imageListOf(other)];
  if (!staged || !list || staged.located === list.located) return [];
  const text = difference(staged, list);
  if (text === undefined) return [];
  return [
    {
      severity: staged.templated || list.templated ? 'warning' : 'error',
      place: list.located.place,
      message: `the image list of "${other.name}" is not that of "${upload.name}": it ${text}`,
      hint: 'Keep the list in one place: write vars: &images at the first job, and vars: *images at the others.',
    },
  ];
};

/** Build, upload and promote job of a project have to speak of the same images. */
export const imageListsDiffer: Rule = {
  code: 'image-lists-differ',
  summary: 'Build, upload and promote job of the same images have different image lists.',
  check: ({ views }) =>
    views
      .filter((view) => view.kind === 'upload' && isStaged(view))
      .flatMap((upload) => {
        const list = imageListOf(upload);
        if (!list) return [];
        const family = views.filter((each) => (each.kind === 'build' || each.kind === 'promote') && sameProject(upload, each));
        const uploads = views.filter((each) => each.kind === 'upload' && sameProject(upload, each));
        const alone = new Set(uploads.map(({ name }) => name)).size === 1;
        return (['build', 'promote'] as const).flatMap((kind) => {
          const candidates = family.filter((each) => each.kind === kind);
          const names = new Set(candidates.map(({ name }) => name));
          // Which job belongs to which: by a common repository, or because there is only one of each.
          return candidates
            .filter((each) => {
              const images = imageListOf(each);
              return images && (shareRepository(list, images) ? !hasTwin(upload, each, uploads) : alone && names.size === 1);
            })
            .flatMap((each) => compare(upload, each));
        });
      }),
};

/** Whether another upload job has exactly the images of this build or promote job. */
const hasTwin = (upload: JobView, other: JobView, uploads: readonly JobView[]): boolean =>
  uploads.some((each) => {
    const [list, images] = [imageListOf(each), imageListOf(other)];
    return each.name !== upload.name && list && images && difference(list, images) === undefined;
  });
