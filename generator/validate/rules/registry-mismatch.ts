import { imageListOf } from '../views/image-list';
import { variableOf } from '../views/job-view';
import { member, textOf } from '../reading/located';
import { checks } from '../words/formats';
import { canonicalRegistry, splitRegistry } from '../words/references';
import type { Rule } from '../views/rule';
import { isTemplate } from '../words/show';

/** The registry in front of a repository and the job's registry have to be one. */
export const registryMismatch: Rule = {
  code: 'registry-mismatch',
  summary: 'A repository names another registry than docker_registry.',
  check: ({ views }) =>
    views
      .filter(({ kind }) => kind === 'build' || kind === 'upload' || kind === 'promote')
      .flatMap((view) => {
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
