import type { Kind } from '../job-view';
import { imageListOf } from '../image-list';
import type { JobView } from '../job-view';
import { belongTogether, byReference, byRepository } from './promotion';

/** Finds the jobs of one kind that have images of another job. */
export type Finder = (view: JobView) => readonly JobView[];

/** The jobs of a kind with the same images: the same tags, or, if there is none, other tags of the same repositories. */
export const withSameImages = (views: readonly JobView[], kind: Kind): Finder => {
  const own = views.filter((view) => view.kind === kind);
  const [references, repositories] = [byReference(own), byRepository(own)];
  const found = (view: JobView, names: Iterable<string>, index: typeof references) =>
    [...names].flatMap((name) => (index.get(name) ?? []).filter((each) => belongTogether(each, view)));
  return (view) => {
    const list = imageListOf(view);
    if (!list) return [];
    const exact = found(view, list.produced, references);
    return [...new Set(exact.length > 0 ? exact : found(view, list.repositories, repositories))];
  };
};
