import { member, textOf } from '../reading/located';
import { isPromote } from '../views/pipelines';
import type { Rule } from '../views/rule';

/** Managers that run one item of a project at a time, in the order of the merges. */
const oneAtATime: readonly string[] = ['supercedent', 'serial'];

/** Of two promotions at once, that of the older change may end last. */
export const promoteInParallel: Rule = {
  code: 'promote-in-parallel',
  summary: 'The promote pipeline runs several changes of a project at once.',
  check: (context) =>
    [...context.configuration.pipelines].flatMap(([name, stanza]) => {
      const written = member(stanza, 'manager');
      const manager = textOf(written);
      if (!isPromote(context, name) || !written || manager === undefined || oneAtATime.includes(manager))
        return [];
      return [
        {
          severity: 'warning' as const,
          place: written.place,
          message: `the pipeline ${name} has the manager ${manager}, which promotes several changes of a project at once: the older one may end last, and stay`,
          hint: 'Write manager: supercedent.',
        },
      ];
    }),
};
