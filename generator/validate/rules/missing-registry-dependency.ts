import { artifactNames, dependenciesOf, type JobView } from '../job-view';
import { buildsets, type Rule } from '../rule';

const givesRegistry = ({ kind }: JobView) =>
  kind === 'registry' || kind === 'base' || kind === 'build' || kind === 'upload';

/** Whether a job, or one of those that it waits for, leads to a registry; `unknown` if a job on the way is defined elsewhere. */
const leadsToRegistry = (
  view: JobView,
  jobs: ReadonlyMap<string, readonly JobView[]>,
  seen: ReadonlySet<string>,
): 'yes' | 'no' | 'unknown' => {
  const answers = dependenciesOf(view)
    .filter((name) => !seen.has(name))
    .map((name) => {
      const found = jobs.get(name);
      if (!found) return 'unknown';
      const [first] = found;
      if (first && givesRegistry(first)) return 'yes';
      if (first && !first.complete && !first.kind && first.attributes.length === 0) return 'unknown';
      return first ? leadsToRegistry(first, jobs, new Set([...seen, name])) : 'unknown';
    });
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
};

/** Consumers and tests of images need a buildset registry, which a job before them has to start. */
export const missingRegistryDependency: Rule = {
  code: 'missing-registry-dependency',
  summary: 'A job that uses images waits for no job that starts a buildset registry.',
  check: (context) => {
    const provided = new Set(
      context.views
        .filter(({ kind }) => kind === 'build' || kind === 'upload')
        .flatMap((view) => artifactNames(view, 'provides')),
    );
    const groups = [...buildsets(context), context.views.filter(({ use }) => !use)];
    return groups.flatMap((group) => {
      const jobs = new Map<string, JobView[]>();
      for (const view of group) jobs.set(view.name, [...(jobs.get(view.name) ?? []), view]);
      return group.flatMap((view) => {
        const wanted = artifactNames(view, 'requires').filter((name) => provided.has(name));
        const tests = view.kind === undefined && wanted.length > 0;
        if (
          (view.kind !== 'consumer' && !tests) ||
          leadsToRegistry(view, jobs, new Set([view.name])) !== 'no'
        )
          return [];
        const starter = group.find(givesRegistry)?.name;
        const why = tests ? `requires ${wanted.join(', ')}` : 'uses images of the change';
        return [
          {
            // Only the pipeline tells all: elsewhere a variant may add the dependency.
            severity: view.use && !tests ? ('error' as const) : ('warning' as const),
            place: view.place,
            message: `job "${view.name}" ${why}, but waits for no job that starts a buildset registry`,
            hint: `Add to it: dependencies: [${starter ?? 'your registry or build job'}].`,
          },
        ];
      });
    });
  },
};
