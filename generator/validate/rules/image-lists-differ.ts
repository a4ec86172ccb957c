import type { Finding } from '../reading/finding';
import { imageListOf, shortReference, type ImageList, type ProducedReference } from '../views/image-list';
import type { JobView } from '../views/job-view';
import type { Rule } from '../views/rule';
import { isTemplate } from '../words/show';
import { belongTogether, byReference, byRepository, isStaged, mayBeStaged } from './promotion';

type Found = Omit<Finding, 'code'>;

/** The jobs of one kind, found by what is in their image lists. */
interface Side {
  readonly views: readonly JobView[];
  /** All of the kind, compared or not. */
  readonly all: readonly JobView[];
  readonly references: ReadonlyMap<string, readonly JobView[]>;
  readonly repositories: ReadonlyMap<string, readonly JobView[]>;
}

const sideOf = (all: readonly JobView[], counts: (view: JobView) => boolean = () => true): Side => {
  const views = all.filter(counts);
  return {
    views,
    all,
    references: byReference(views),
    repositories: byRepository(views),
  };
};

/** What the other jobs of the project make of the images of a list. */
interface Comparison {
  /** References that no other job has. */
  readonly lacking: readonly ProducedReference[];
  /** Whether templates decide about a list with which it is compared. */
  readonly templated: boolean;
}

/** Whether a project has one job of a kind, whatever its images are. */
const isOnlyOne = (view: JobView, side: Side): boolean => {
  let name: string | undefined;
  for (const each of side.all) {
    if (each.name === name || !belongTogether(view, each)) continue;
    if (name !== undefined) return false;
    name = each.name;
  }
  return name !== undefined;
};

/** Compares the list of a job with those of the jobs that should have the same images between them. */
const compared = (view: JobView, list: ImageList, own: Side, others: Side): Comparison | undefined => {
  const related = [...list.repositories].flatMap((name) =>
    (others.repositories.get(name) ?? []).filter((other) => belongTogether(view, other)),
  );
  // Without a repository in common they belong together if the project has no other of either kind.
  const meant =
    related.length > 0 || !isOnlyOne(view, own) || !isOnlyOne(view, others)
      ? related
      : others.views.filter((other) => belongTogether(view, other));
  const lists = meant.flatMap((other) => imageListOf(other) ?? []);
  // A template in place of the whole list says nothing at all.
  if (lists.length === 0 || lists.some(({ located }) => located.kind !== 'list')) return undefined;
  const lacking = list.references.filter(
    ({ reference }) => !others.references.get(reference)?.some((other) => belongTogether(view, other)),
  );
  return { lacking, templated: lists.some(({ templated }) => templated) };
};

const differences = (
  own: Side,
  others: Side,
  tell: (view: JobView, references: string) => Pick<Finding, 'message' | 'hint'>,
  isSerious: (reference: ProducedReference) => boolean,
): readonly Found[] =>
  own.views.flatMap((view): readonly Found[] => {
    const list = imageListOf(view);
    const found = list && compared(view, list, own, others);
    if (!list || !found || found.lacking.length === 0) return [];
    const { lacking, templated } = found;
    const proven = lacking.some((each) => !isTemplate(each.reference) && isSerious(each));
    const references = [...new Set(lacking.map(({ reference }) => shortReference(reference)))];
    return [
      {
        severity: proven && !templated ? 'error' : 'warning',
        place: list.located.place,
        ...tell(view, references.join(', ')),
      },
    ];
  });

const hint =
  'Keep the list in one place: write vars: &images at the first job, and vars: *images at the others.';

/** The build, upload and promote jobs of a project have to speak of the same images. */
export const imageListsDiffer: Rule = {
  code: 'image-lists-differ',
  summary: 'Build, upload and promote jobs of the same images have different image lists.',
  check: ({ views }) => {
    const of = (kind: JobView['kind'], counts?: (view: JobView) => boolean) =>
      sideOf(
        views.filter((view) => view.kind === kind),
        counts,
      );
    const [builds, promotes] = [of('build'), of('promote')];
    const [uploads, mayBeUploads] = [of('upload', isStaged), of('upload', mayBeStaged)];
    return [
      ...differences(
        uploads,
        promotes,
        ({ name }, references) => ({
          message: `"${name}" uploads ${references}, which no promote job of the project promotes`,
          hint,
        }),
        () => true,
      ),
      ...differences(
        promotes,
        mayBeUploads,
        ({ name }, references) => ({
          message: `"${name}" promotes ${references}, which no upload job of the project uploads`,
          hint,
        }),
        () => true,
      ),
      ...differences(
        uploads,
        builds,
        ({ name }, references) => ({
          message: `"${name}" uploads ${references}, which no build job of the project builds`,
          hint,
        }),
        // The same image under fewer tags has been tested all the same.
        ({ image }) => !builds.repositories.has(image.name),
      ),
    ];
  },
};
