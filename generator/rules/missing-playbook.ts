import type { JobDefinition } from '../model/job';
import { jobsOf } from './jobs';
import { errorAt, type Rule } from './rule';

const phases = ['pre-run', 'run', 'post-run'] as const;

const pathsOf = (job: JobDefinition) =>
  phases.flatMap((phase) =>
    (job[phase] ?? []).map((use, index) => ({
      place: `${phase}[${index}]`,
      path: typeof use === 'string' ? use : use.name,
    })),
  );

/** A playbook that a job runs is one of the library's. */
export const missingPlaybook: Rule = (library) => {
  const known = library.playbooks.map(({ path }) => path);
  return jobsOf(library).flatMap(({ where, job }) =>
    pathsOf(job)
      .filter(({ path }) => !known.includes(path))
      .map(({ place, path }) =>
        errorAt(
          `${where} ${place}`,
          'missing-playbook',
          `runs the playbook "${path}"; expected one of ${known.join(', ')}`,
        ),
      ),
  );
};
