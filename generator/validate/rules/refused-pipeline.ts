import type { JobDefinition } from '../../model/job';
import type { Configuration } from '../stanzas/configuration';
import { absence } from '../views/absent';
import { valuesAlong } from '../views/chain';
import { cycleIn } from '../views/cycle';
import type { Finding } from '../reading/finding';
import { dependencyItems, isAbstract, nameIn, type JobView } from '../views/job-view';
import { isTrue, itemsOf, member } from '../reading/located';
import { buildsets, type Context, type Rule } from '../views/rule';

/** What is wrong with a job of a pipeline, and where. */
type Problem = Pick<Finding, 'place' | 'message' | 'hint'>;

/** Hard dependencies on jobs that do not stand beside this one. */
const missing = (context: Context) => {
  const isAbsent = absence(context);
  return (view: JobView, pipeline: string): readonly Problem[] =>
    dependencyItems(view).flatMap((item): readonly Problem[] => {
      const name = nameIn(item);
      if (name === undefined || isTrue(member(item, 'soft')) || !isAbsent(view, name)) return [];
      return [
        {
          place: item.place,
          message: `"${view.name}" depends on "${name}", which does not stand in ${pipeline}`,
          hint:
            view.kind === 'promote'
              ? 'Take the dependency out: a promotion finds what was staged before the merge.'
              : `Add "${name}" to ${pipeline}; or write {name: ${name}, soft: true}, if the job can do without.`,
        },
      ];
    });
};

/** Whether a job of the library has a playbook to run, or one of its parents. */
const runsItself = (
  job: JobDefinition | undefined,
  { libraryJobs }: Pick<Configuration, 'libraryJobs'>,
): boolean =>
  job !== undefined &&
  (job.run !== undefined || runsItself(libraryJobs.get(job.parent ?? ''), { libraryJobs }));

/** Jobs that may only be inherited from. */
const unfinished = (view: JobView, configuration: Configuration): readonly Problem[] => {
  const { name, place, libraryJob, complete } = view;
  const told = (message: string, hint: string) => [{ place, message: `"${name}" ${message}`, hint }];
  if (isAbstract(view))
    return told('is abstract', 'Put a child of it there; or take abstract: true out of the job.');
  // An empty list takes nothing back.
  const own = [...valuesAlong(view.chain, 'run')].some((value) => itemsOf(value).length > 0);
  const runs = own || runsItself(libraryJob, configuration);
  if (!complete || runs) return [];
  return told(
    libraryJob
      ? `has no playbook to run, and ${libraryJob.name} leaves that to its children`
      : 'has no playbook to run, and none of its parents has one',
    'Add to it: run: playbooks/NAME.yaml.',
  );
};

/** Jobs that wait for each other. */
const circular = (group: readonly JobView[]): readonly (Problem & { readonly view: JobView })[] => {
  const cycle = cycleIn(group);
  const [view, ...others] = cycle;
  if (!view) return [];
  const names = [...others, view].map(({ name }) => `"${name}"`).join(', which waits for ');
  const hint = 'Take one of these dependencies out; soft ones count as well.';
  return [{ view, place: view.place, message: `"${view.name}" waits for ${names}`, hint }];
};

/** What keeps Zuul from making the list of jobs that it would start: then it starts none. */
export const refusedPipeline: Rule = {
  code: 'refused-pipeline',
  summary: 'Zuul would refuse the pipeline, and run none of its jobs.',
  check: (context) => {
    const missingOf = missing(context);
    return buildsets(context).flatMap((group) => {
      const pipeline = group[0]?.use?.pipeline;
      if (pipeline === undefined) return [];
      const problems = group.flatMap((view) =>
        [...missingOf(view, pipeline), ...unfinished(view, context.configuration)].map((problem) => ({
          view,
          ...problem,
        })),
      );
      return [...problems, ...circular(group)].map(({ view, message, ...problem }) => ({
        ...problem,
        severity: view.use?.project.complete ? ('error' as const) : ('warning' as const),
        ...(problem.place === view.place ? {} : { also: [view.place] }),
        message: `${message}: Zuul refuses all jobs of the project in ${pipeline}`,
      }));
    });
  },
};
