import { imageListOf, referencesOf, type ImageList } from '../image-list';
import { variableOf, type JobView } from '../job-view';
import { projectOf } from '../rule';

/** Whether an upload is staged, to be promoted once the change has merged. */
export const isStaged = (view: JobView): boolean => {
  const promote = variableOf(view, 'upload_docker_image_promote');
  return !(promote?.kind === 'scalar' && promote.value === false);
};

/** The text of a view's project; jobs in no pipeline belong to whoever uses them. */
export const sameProject = (a: JobView, b: JobView): boolean =>
  a.use && b.use
    ? projectOf(a.use) === projectOf(b.use)
    : a.place.source.root === b.place.source.root;

/** Whether two lists have a repository in common. */
export const shareRepository = (a: ImageList, b: ImageList): boolean => {
  const names = new Set(a.images.filter(({ repository }) => repository).map(({ name }) => name));
  return b.images.some(({ name, repository }) => repository !== '' && names.has(name));
};

/** The references of a job's list. */
export const producedBy = (view: JobView): ReadonlySet<string> => {
  const list = imageListOf(view);
  return new Set(list ? referencesOf(list).map(({ reference }) => reference) : []);
};
