import type { Finding } from '../finding';
import { imageListOf, shortReference, type ImageList } from '../image-list';
import type { JobView } from '../job-view';
import type { Rule } from '../rule';
import { byRepository, isStaged, sameProject, sharing } from './promotion';

const named = (references: readonly string[]) => references.map(shortReference).join(', ');

/** In what a list is not that of an upload job; nothing if both make the same. */
const difference = (upload: ImageList, other: ImageList): string | undefined => {
  const missing = [...upload.produced].filter((reference) => !other.produced.has(reference));
  const extra = [...other.produced].filter((reference) => !upload.produced.has(reference));
  if (missing.length === 0 && extra.length === 0) return undefined;
  const lacks = missing.length > 0 ? [`lacks ${named(missing)}`] : [];
  const has = extra.length > 0 ? [`has ${named(extra)} besides`] : [];
  return [...lacks, ...has].join(' and ');
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

const sameImages = (a: JobView, b: JobView): boolean => {
  const [list, other] = [imageListOf(a), imageListOf(b)];
  return list !== undefined && other !== undefined && difference(list, other) === undefined;
};

/** The only job of a kind that a project has; nothing if there are several. */
const onlyOne = (views: readonly JobView[]): readonly JobView[] =>
  new Set(views.map(({ name }) => name)).size === 1 ? views : [];

/** Build, upload and promote job of a project have to speak of the same images. */
export const imageListsDiffer: Rule = {
  code: 'image-lists-differ',
  summary: 'Build, upload and promote job of the same images have different image lists.',
  check: ({ views }) => {
    const uploads = views.filter((view) => view.kind === 'upload' && isStaged(view));
    const uploadIndex = byRepository(uploads);
    return (['build', 'promote'] as const).flatMap((kind) => {
      const others = views.filter((view) => view.kind === kind);
      const index = byRepository(others);
      return uploads.flatMap((upload) => {
        const list = imageListOf(upload);
        if (!list) return [];
        const related = sharing(list, index).filter((other) => sameProject(upload, other));
        const twins = sharing(list, uploadIndex).filter((each) => each.name !== upload.name);
        // Without a repository in common they belong together if the project has no other.
        const alone = () =>
          onlyOne(uploads.filter((each) => sameProject(upload, each))).length > 0
            ? onlyOne(others.filter((each) => sameProject(upload, each)))
            : [];
        const meant = related.length > 0 ? related : alone();
        return meant
          .filter((other) => !twins.some((twin) => sameImages(twin, other)))
          .flatMap((other) => compare(upload, other));
      });
    });
  },
};
