import { isTrue, member, textOf } from '../reading/located';
import { mayRunTogether } from '../stanzas/branches';
import { collected, dependencyItems, nameIn, type JobView } from '../views/job-view';
import { buildsets, type Context } from '../views/rule';
import { indexed } from '../words/grouped';

/** Attributes that decide by its files whether a job runs for a change. */
export const matchers = ['files', 'irrelevant-files'] as const;

/** The patterns of an attribute, in any order. */
export const patternsOf = (view: JobView, attribute: string): string => {
  const patterns = collected(view, attribute, 'no inherit').flatMap((item) => {
    const pattern = textOf(item) ?? textOf(member(item, 'regex'));
    return pattern === undefined ? [] : [`${isTrue(member(item, 'negate')) ? '!' : ''}${pattern}`];
  });
  return [...new Set(patterns)].sort().join('\n');
};

/** Whether a job itself leaves no change out. */
export const runsAlways = (view: JobView): boolean => matchers.every((name) => patternsOf(view, name) === '');

const hardDependencies = (view: JobView): readonly string[] =>
  dependencyItems(view).flatMap((item) => (isTrue(member(item, 'soft')) ? [] : (nameIn(item) ?? [])));

/** Tells whether a job runs for every change of its pipeline: a job that does pulls in all that it depends on. */
export const runningAlways = (context: Context): ((view: JobView) => boolean) => {
  const found = new Set<JobView>();
  for (const group of buildsets(context)) {
    const byName = indexed(group, ({ name }) => [name]);
    const open = group.filter(runsAlways);
    // The list grows while it is walked through.
    for (const view of open) {
      if (found.has(view)) continue;
      found.add(view);
      for (const name of hardDependencies(view))
        open.push(...(byName.get(name) ?? []).filter((each) => mayRunTogether(each, view)));
    }
  }
  return (view) => found.has(view);
};
