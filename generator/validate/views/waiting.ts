import { indexed } from '../words/grouped';
import { dependenciesOf, type JobView } from './job-view';

/** Tells of a job's name which jobs of a group wait for it, also by way of others. */
export const waitingIn = (group: readonly JobView[]): ((name: string) => ReadonlySet<JobView>) => {
  const waiting = indexed(group, dependenciesOf);
  const known = new Map<string, ReadonlySet<JobView>>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    // A set also hands out what is added while it is walked through.
    const found = new Set(waiting.get(name));
    for (const view of found) for (const each of waiting.get(view.name) ?? []) found.add(each);
    known.set(name, found);
    return found;
  };
};
