import { itemsOf, member } from '../reading/located';
import { attributeOf, type JobView } from '../views/job-view';
import type { Rule } from '../views/rule';
import { givesRegistry } from './promotion';

/** The nodeset of a job, if it is written out and has no node. */
const emptyNodeset = (view: JobView) => {
  const nodeset = attributeOf(view, 'nodeset');
  const nodes = member(nodeset, 'nodes');
  return nodes?.kind === 'list' && itemsOf(nodes).length === 0 ? nodeset : undefined;
};

/** The playbooks that build are for the nodes of a job: without any, Ansible skips them, and the job succeeds. */
export const noNode: Rule = {
  code: 'no-node',
  summary: 'A job that builds images, or starts a registry, has no node to do it on.',
  check: ({ views }) =>
    views.filter(givesRegistry).flatMap((view) => {
      const nodeset = emptyNodeset(view);
      if (!nodeset) return [];
      return [
        {
          // A playbook of the project's own may build elsewhere.
          severity: attributeOf(view, 'run') ? ('warning' as const) : ('error' as const),
          place: view.definedAt,
          also: [nodeset.place],
          message: `${view.kind ?? ''} job "${view.name}" has a nodeset without nodes, so nothing is ${view.kind === 'registry' || view.kind === 'base' ? 'started' : 'built'}`,
          hint: 'Give it a node, or take the nodeset out; the promote job alone needs none.',
        },
      ];
    }),
};
