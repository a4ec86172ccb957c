import type { Finding } from '../finding';
import { imageListOf, type ListedImage } from '../image-list';
import { variableOf, type JobView } from '../job-view';
import { member, textOf, type LocatedMapping } from '../located';
import { canonicalRegistry, splitRegistry } from '../references';
import type { Rule } from '../rule';
import { isTemplate, show } from '../show';

type Found = Omit<Finding, 'code'>;

const placeOf = (item: LocatedMapping, key: string) => item.entries.get(key)?.key ?? item.place;

/** The Dockerfile's name under the key of the container jobs. */
const dockerfile = (view: JobView, { item }: ListedImage): readonly Found[] => {
  const name = textOf(member(item, 'container_filename'));
  if (!name || textOf(member(item, 'dockerfile')) || view.kind === 'promote') return [];
  const built = textOf(variableOf(view, 'docker_dockerfile')) ?? 'Dockerfile';
  if (built === name) return [];
  return [
    {
      severity: 'warning',
      place: placeOf(item, 'container_filename'),
      message: `container_filename is ignored by the docker jobs, which build ${show(built)} here, not ${show(name)}`,
      hint: `Write dockerfile: ${name}, beside it where container jobs share the list.`,
    },
  ];
};

/** The registry under the key of the container jobs. */
const registry = (view: JobView, { item, repository }: ListedImage): readonly Found[] => {
  const name = textOf(member(item, 'registry'));
  const used = splitRegistry(repository).registry || textOf(variableOf(view, 'docker_registry')) || '';
  if (!name || isTemplate(name) || isTemplate(used) || repository === '') return [];
  if (canonicalRegistry(name) === canonicalRegistry(used)) return [];
  return [
    {
      severity: 'warning',
      place: placeOf(item, 'registry'),
      message: `registry is ignored by the docker jobs, which publish to ${canonicalRegistry(used)} here, not to ${show(name)}`,
      hint: `Write docker_registry: ${name} beside docker_images.`,
    },
  ];
};

/** A list may be shared with jobs of the container family, whose keys mean nothing to the docker jobs. */
export const ignoredKey: Rule = {
  code: 'ignored-key',
  summary:
    'A key of the container jobs stands in docker_images, where it is ignored and something else happens.',
  check: ({ views }) =>
    views
      .filter(({ kind }) => kind === 'build' || kind === 'upload' || kind === 'promote')
      .flatMap((view) =>
        (imageListOf(view)?.images ?? []).flatMap((image) => [
          ...dockerfile(view, image),
          ...registry(view, image),
        ]),
      ),
};
