import { mayRunTogether } from '../stanzas/branches';
import { indexed } from '../words/grouped';
import { imageListOf, type ImageList } from '../views/image-list';
import { plain, textOf } from '../reading/located';
import { truthOf } from '../stanzas/variables';
import { variableOf, type JobView } from '../views/job-view';
import { isTemplate } from '../words/show';

/** Whether an upload is staged, to be promoted once the change has merged; nothing if a template decides. */
const stagingOf = (view: JobView): boolean | undefined => {
  const promote = variableOf(view, view.family.promote);
  const text = textOf(promote);
  if (promote === undefined || text === '') return true;
  return text !== undefined && isTemplate(text) ? undefined : truthOf(plain(promote)) !== false;
};

/** Whether it is certain that an upload is staged. */
export const isStaged = (view: JobView): boolean => stagingOf(view) === true;

/** Whether an upload is staged, or may be. */
export const mayBeStaged = (view: JobView): boolean => stagingOf(view) !== false;

/** Whether those who wait for a job get a buildset registry from it. */
export const givesRegistry = ({ kind }: JobView): boolean =>
  kind === 'registry' || kind === 'base' || kind === 'build' || kind === 'upload';

/** Whether a job stands in a pipeline of a project, of which everything is known that the files read say. */
export const inProject = ({ use }: JobView): boolean => use !== undefined && !use.project.isTemplate;

/** The folder of the repository whose images a job builds. */
export const rootOf = ({ use, place }: JobView): string => use?.project.root ?? place.source.root;

/**
 * Whether two jobs run for one project, as far as the files tell: who uses a template that no project here names need not
 * use another one. Those in no pipeline belong to where they are defined.
 */
export const sameProject = (a: JobView, b: JobView): boolean =>
  a.use && b.use ? a.use.project === b.use.project : rootOf(a) === rootOf(b);

/** Whether two jobs can run for the same change of one project. */
export const belongTogether = (a: JobView, b: JobView): boolean => sameProject(a, b) && mayRunTogether(a, b);

/** Whether two lists have a repository in common. */
export const shareRepository = (a: ImageList, b: ImageList): boolean => {
  return [...b.repositories].some((name) => a.repositories.has(name));
};

/** The jobs that have an image list, by each repository in it. */
export const byRepository = (views: readonly JobView[]): ReadonlyMap<string, readonly JobView[]> =>
  indexed(views, (view) => imageListOf(view)?.repositories ?? []);

/** The jobs that have an image list, by each reference in it. */
export const byReference = (views: readonly JobView[]): ReadonlyMap<string, readonly JobView[]> =>
  indexed(views, (view) => imageListOf(view)?.produced ?? []);

/** The references of a job's list. */
export const producedBy = (view: JobView): ReadonlySet<string> => imageListOf(view)?.produced ?? new Set();
