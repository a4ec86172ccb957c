import type { Kind } from '../views/job-view';
import { imageListOf } from '../views/image-list';
import type { JobView } from '../views/job-view';
import { belongTogether, byReference, byRepository } from './promotion';

/** Finds the jobs of one kind that have images of another job. */
export type Finder = (view: JobView) => readonly JobView[];

/** More jobs of a kind than any project has for the same images. */
const mostJobs = 30;

/** The jobs of a kind with the same images: the same tags, or, if there is none, other tags of the same repositories. */
export const withSameImages = (views: readonly JobView[], kind: Kind): Finder => {
  const own = views.filter((view) => view.kind === kind);
  const [references, repositories] = [byReference(own), byRepository(own)];
  const found = (view: JobView, names: Iterable<string>, index: typeof references) => {
    const jobs = new Set<JobView>();
    for (const name of names)
      for (const each of index.get(name) ?? []) {
        if (jobs.size >= mostJobs) return jobs;
        if (belongTogether(each, view)) jobs.add(each);
      }
    return jobs;
  };
  return (view) => {
    const list = imageListOf(view);
    if (!list) return [];
    const exact = found(view, list.produced, references);
    return [...(exact.size > 0 ? exact : found(view, list.repositories, repositories))];
  };
};
