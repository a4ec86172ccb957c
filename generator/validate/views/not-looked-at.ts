import { families } from '../../model/families';
import { variableAlong } from './chain';
import type { JobView } from './job-view';
import type { Context } from './rule';

const mostNames = 5;

const note = (names: readonly string[], what: string, why: string): readonly string[] => {
  const known = [...new Set(names)].sort();
  if (known.length === 0) return [];
  const shown = known.slice(0, mostNames).join(', ');
  const rest = known.length > mostNames ? ` and ${known.length - mostNames} more` : '';
  return [
    `Not looked at: ${known.length} ${known.length === 1 ? 'job' : 'jobs'} with ${what} (${shown}${rest}): ${why}.`,
  ];
};

/** Jobs with images that no rule looks at: silence about them is no praise. */
export const notLookedAt = (views: readonly JobView[], site: Context['site']): readonly string[] => {
  // Variables of a project reach jobs that have nothing to do with images.
  const having = (variable: string) =>
    views
      .filter(({ kind }) => kind === undefined)
      .filter(({ chain }) => variableAlong(chain, 'vars', variable));
  const told = new Set<string>();
  return Object.values(families).flatMap(({ name: family, images }) => {
    const names = having(images)
      .map(({ name }) => name)
      .filter((name) => !told.has(name));
    names.forEach((name) => told.add(name));
    const why = `as far as these files tell, no child of ${site.prefix}-build-${family}-image or its sisters`;
    return note(names, images, why);
  });
};
