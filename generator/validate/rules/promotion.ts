import { imageListOf, type ImageList } from '../image-list';
import { variableOf, type JobView } from '../job-view';
import { projectOf } from '../rule';

/** Whether an upload is staged, to be promoted once the change has merged. */
export const isStaged = (view: JobView): boolean => {
  const promote = variableOf(view, 'upload_docker_image_promote');
  return !(promote?.kind === 'scalar' && promote.value === false);
};

/** Whether two jobs run for one project; those in no pipeline belong to where they are defined. */
export const sameProject = (a: JobView, b: JobView): boolean =>
  a.use && b.use ? projectOf(a.use) === projectOf(b.use) : a.place.source.root === b.place.source.root;

/** Whether two lists have a repository in common. */
export const shareRepository = (a: ImageList, b: ImageList): boolean => {
  return [...b.repositories].some((name) => a.repositories.has(name));
};

/** The jobs that have an image list, by each repository in it. */
export const byRepository = (views: readonly JobView[]): ReadonlyMap<string, readonly JobView[]> => {
  const found = new Map<string, JobView[]>();
  for (const view of views) {
    const list = imageListOf(view);
    for (const name of list?.repositories ?? []) {
      const others = found.get(name);
      if (others) others.push(view);
      else found.set(name, [view]);
    }
  }
  return found;
};

/** The jobs of an index that have a repository of this list. */
export const sharing = (
  list: ImageList,
  index: ReadonlyMap<string, readonly JobView[]>,
): readonly JobView[] => [...new Set([...list.repositories].flatMap((name) => index.get(name) ?? []))];

/** The references of a job's list. */
export const producedBy = (view: JobView): ReadonlySet<string> => imageListOf(view)?.produced ?? new Set();
