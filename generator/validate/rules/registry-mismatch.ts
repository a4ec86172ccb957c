import type { Finding } from '../reading/finding';
import { imageListOf } from '../views/image-list';
import { variableOf, type JobView } from '../views/job-view';
import { member, textOf } from '../reading/located';
import { checks } from '../words/formats';
import { canonicalRegistry, splitRegistry } from '../words/references';
import type { Rule } from '../views/rule';
import { isTemplate } from '../words/show';

type Found = Omit<Finding, 'code'>;

/** An image that names its registry itself, in two places. */
const ofImage = (view: JobView): readonly Found[] =>
  (imageListOf(view)?.images ?? []).flatMap(({ repository, item, index }) => {
    const named = textOf(member(item, 'registry')) ?? '';
    const own = splitRegistry(repository);
    const isWrong = [checks['image-repository'](repository), checks['host-port'](named)].some(
      (problem) => problem !== undefined,
    );
    if (named === '' || repository === '' || isTemplate(named) || isTemplate(repository) || isWrong)
      return [];
    if (canonicalRegistry(own.registry) === canonicalRegistry(named)) return [];
    const actual = own.registry
      ? `names the registry ${own.registry}`
      : 'names no registry, which means Docker Hub';
    return [
      {
        severity: 'error' as const,
        place: (member(item, 'repository') ?? item).place,
        message: `${view.family.images}[${index}].repository: "${repository}" ${actual}, but registry is "${named}"`,
        hint: `Write repository: ${canonicalRegistry(named)}/${own.repository}.`,
      },
    ];
  });

/** The registry in front of a repository and the job's registry have to be one. */
export const registryMismatch: Rule = {
  code: 'registry-mismatch',
  summary: 'A repository names another registry than docker_registry, or than the registry of its image.',
  check: ({ views }) =>
    views
      .filter(({ kind }) => kind === 'build' || kind === 'upload' || kind === 'promote')
      .flatMap((view) => {
        if (!view.family.registry) return ofImage(view);
        const value = variableOf(view, view.family.registry);
        const registry = textOf(value) ?? '';
        if (isTemplate(registry)) return [];
        return (imageListOf(view)?.images ?? []).flatMap(({ repository, item, index }) => {
          const own = isTemplate(repository) ? { registry: '', repository } : splitRegistry(repository);
          // What is no repository at all has been told already.
          if (checks['image-repository'](repository) !== undefined) return [];
          if (own.registry === '' || canonicalRegistry(own.registry) === canonicalRegistry(registry))
            return [];
          const actual = registry ? `is "${registry}"` : 'is not set, which means Docker Hub';
          return [
            {
              severity: 'error' as const,
              place: (member(item, 'repository') ?? item).place,
              message: `${view.family.images}[${index}].repository: "${repository}" names the registry ${own.registry}, but ${view.family.registry} ${actual}`,
              hint: `Write ${view.family.registry}: ${own.registry} and repository: ${own.repository}.`,
            },
          ];
        });
      }),
};
