import { artifactNames, dependenciesOf, type JobView } from '../views/job-view';
import { indexed } from '../words/grouped';
import { givesRegistry } from './promotion';

/** Tells whether two builds of a buildset may put their images in one place: a registry, or the artifacts of one name. */
export const meetingIn = (group: readonly JobView[]): ((a: JobView, b: JobView) => boolean) => {
  const jobs = indexed(group, ({ name }) => [name]);
  // Of a job that is not among the files read, or whose parents are not, nobody knows.
  const mayGive = (name: string) =>
    jobs.get(name)?.every((view) => !givesRegistry(view) && view.complete) !== true;
  const known = new Map<JobView, ReadonlySet<string>>();
  const registriesOf = (view: JobView): ReadonlySet<string> => {
    const before = known.get(view);
    if (before) return before;
    // A set also hands out what is added while it is walked through.
    const names = new Set([view.name]);
    for (const name of names)
      for (const each of jobs.get(name) ?? []) for (const next of dependenciesOf(each)) names.add(next);
    const found = new Set([...names].filter(mayGive));
    known.set(view, found);
    return found;
  };
  const share = (a: Iterable<string>, b: ReadonlySet<string>) => [...a].some((name) => b.has(name));
  return (a, b) =>
    share(registriesOf(a), registriesOf(b)) ||
    share(artifactNames(a, 'provides'), new Set(artifactNames(b, 'provides')));
};
