import { indexed } from '../words/grouped';
import { dependenciesOf, type JobView } from './job-view';

/** Jobs of a pipeline that wait for each other in a circle, each for the next; none if there is no circle. */
export const cycleIn = (group: readonly JobView[]): readonly JobView[] => {
  // On branches that no variant is about: there they surely meet.
  const jobs = new Map(
    group.filter(({ branches }) => branches.text === undefined).map((view) => [view.name, view]),
  );
  const waitsFor = (view: JobView) => [...new Set(dependenciesOf(view))].filter((name) => jobs.has(name));
  const waiting = indexed([...jobs.values()], waitsFor);
  const open = new Map([...jobs].map(([name, view]) => [name, waitsFor(view).length]));
  // Those that can start, one after the other: the list grows while it is walked through.
  const started = [...jobs.values()].filter(({ name }) => open.get(name) === 0);
  for (const { name } of started)
    for (const each of waiting.get(name) ?? []) {
      const left = (open.get(each.name) ?? 0) - 1;
      open.set(each.name, left);
      if (left === 0) started.push(each);
    }
  // Each of the others waits for one of the others, so whoever follows them comes back.
  const path = new Set<JobView>();
  let view = [...jobs.values()].find(({ name }) => open.get(name) !== 0);
  while (view && !path.has(view)) {
    path.add(view);
    view = waitsFor(view).flatMap((name) => (open.get(name) === 0 ? [] : (jobs.get(name) ?? [])))[0];
  }
  const all = [...path];
  return view ? all.slice(all.indexOf(view)) : [];
};
