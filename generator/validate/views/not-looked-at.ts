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
  const docker = having('docker_images').map(({ name }) => name);
  const container = having('container_images')
    .map(({ name }) => name)
    .filter((name) => !docker.includes(name));
  return [
    ...note(
      docker,
      'docker_images',
      `as far as these files tell, no child of ${site.prefix}-build-docker-image or its sisters`,
    ),
    ...note(container, 'container_images', 'the container family is not checked yet'),
  ];
};
