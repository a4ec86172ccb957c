import { mayRunTogether } from '../stanzas/branches';
import { indexed } from '../words/grouped';
import { artifactNames, attributeOf, dependencyItems, nameIn, type JobView } from '../views/job-view';
import { isTrue, member } from '../reading/located';
import { absence } from '../views/absent';
import { buildsets, type Rule } from '../views/rule';
import { givesRegistry, inProject } from './promotion';

/** Whether a job leads to a registry: `unlikely` if it runs playbooks of its own, which could start one; `unknown` if its parents are not among the files read. */
const answers = ['no', 'unlikely', 'unknown', 'yes'] as const;
type Answer = (typeof answers)[number];

const best = (given: readonly Answer[]): Answer =>
  answers.findLast((answer) => given.includes(answer)) ?? 'no';

/** Tells of a job whether those that it waits for lead to a registry. */
const searchIn = (
  group: readonly JobView[],
  isAbsent: ReturnType<typeof absence>,
): ((view: JobView) => Answer) => {
  const jobs = indexed(group, ({ name }) => [name]);
  const known = new Map<JobView, Answer>();
  const ofJob = (view: JobView): Answer => {
    if (givesRegistry(view)) return 'yes';
    const before = ofDependencies(view);
    if (view.complete || before === 'yes') return before;
    return best([before, attributeOf(view, 'run') ? 'unlikely' : 'unknown']);
  };
  const ofDependencies = (view: JobView): Answer => {
    const answer = known.get(view);
    if (answer) return answer;
    // Stands for those who wait for each other.
    known.set(view, 'no');
    const found = dependencyItems(view).flatMap((item): readonly Answer[] => {
      const name = nameIn(item) ?? '';
      const named = (jobs.get(name) ?? []).filter((each) => mayRunTogether(each, view));
      if (named.length > 0) return named.map(ofJob);
      // Zuul goes on without it; where it may not be absent, another rule tells.
      if (!isTrue(member(item, 'soft')) || !isAbsent(view, name)) return ['unknown'];
      return [view.use?.project.complete ? 'no' : 'unlikely'];
    });
    known.set(view, best(found));
    return best(found);
  };
  return ofDependencies;
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
    const isAbsent = absence(context);
    return buildsets(context).flatMap((group) => {
      const leadsToRegistry = searchIn(group, isAbsent);
      return group.flatMap((view) => {
        const wanted = artifactNames(view, 'requires').filter((name) => provided.has(name));
        const tests = view.kind === undefined && wanted.length > 0;
        if (view.kind !== 'consumer' && !tests) return [];
        const answer = leadsToRegistry(view);
        if (answer === 'yes' || answer === 'unknown') return [];
        const starter = group.find(givesRegistry)?.name;
        const why = tests ? `requires ${wanted.join(', ')}` : 'uses images of the change';
        return [
          {
            // Only the pipeline tells all: elsewhere a variant may add the dependency.
            severity:
              inProject(view) && !tests && answer === 'no' ? ('error' as const) : ('warning' as const),
            place: view.place,
            message: `job "${view.name}" ${why}, but waits for no job that ${answer === 'no' ? 'starts' : 'is known to start'} a buildset registry`,
            hint:
              dependencyItems(view).length > 0 && starter
                ? `Add to its dependencies: {name: ${starter}, soft: true}.`
                : `Add to it: dependencies: [${starter ?? 'your registry or build job'}].`,
          },
        ];
      });
    });
  },
};
