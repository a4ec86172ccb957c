import { jobsOf } from './jobs';
import { errorAt, type Rule } from './rule';

/** A job's parent is the site's base job, or a job that stands before it. */
export const jobParent: Rule = (library, baseJob) => {
  const jobs = jobsOf(library);
  const names = jobs.map(({ job }) => job.name);
  return jobs.flatMap(({ where, job: { parent } }, index) => {
    if (parent === baseJob || (parent && names.slice(0, index).includes(parent))) return [];
    if (parent === undefined || parent === null)
      return [
        errorAt(
          where,
          'job-parent',
          `has no parent; expected the site's base job "${baseJob}" or another job`,
        ),
      ];
    return [
      names.includes(parent)
        ? errorAt(where, 'job-parent', `stands before its parent "${parent}"`, 'Move the parent up.')
        : errorAt(
            where,
            'job-parent',
            `has the parent "${parent}"; expected the site's base job "${baseJob}" or one of ${names.join(', ')}`,
          ),
    ];
  });
};
