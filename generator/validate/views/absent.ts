import { bareName, type Project } from '../stanzas/configuration';
import { indexed } from '../words/grouped';
import type { JobView } from './job-view';
import type { Context } from './rule';

/** Whether two stanzas may be about one project: one without a name is about the repository in which it stands. */
const mayBeOne = (a: Project, b: Project): boolean => {
  if (a === b) return true;
  if (a.name === undefined || b.name === undefined) return a.root !== b.root && a.name !== b.name;
  // Patterns are about many.
  return [a.name, b.name].some((name) => name.startsWith('^')) || bareName(a.name) === bareName(b.name);
};

/** Tells whether a job does not stand in the pipeline of another one; never of jobs that are not among the files read. */
export const absence = ({ configuration: { uses, jobs, libraryJobs } }: Context) => {
  const byName = indexed(uses, ({ name, pipeline }) => [`${pipeline}\n${name}`]);
  return ({ use }: JobView, name: string): boolean => {
    // Whoever uses a template may have the job.
    if (!use || use.project.isTemplate || !(jobs.has(name) || libraryJobs.has(name))) return false;
    return !byName.get(`${use.pipeline}\n${name}`)?.some(({ project }) => mayBeOne(project, use.project));
  };
};
