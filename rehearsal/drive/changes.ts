import { randomBytes } from 'node:crypto';
import { reviewUrl } from '../stage/addresses';
import type { Namespaces } from '../hosts/namespaces';
import type { Content } from '../scenario/scenario';
import { commitAndPush, gitOutput, review } from '../seed/git';

/** A change under review. */
export interface Change {
  readonly number: number;
  readonly project: string;
  /** Its Change-Id. */
  readonly id: string;
}

interface ChangeInfo {
  readonly _number: number;
}

/** What is proposed. */
export interface Proposal {
  readonly project: string;
  readonly content: Content;
  readonly message: string;
  readonly dependsOn: readonly Pick<Change, 'project' | 'number'>[];
}

/** Proposes a change, as `git review` does; with the id of an earlier one, a new patch set of that. */
export const propose = async (
  namespaces: Namespaces,
  { project, content, message, dependsOn }: Proposal,
  id = `I${randomBytes(20).toString('hex')}`,
): Promise<Change> => {
  const footers = dependsOn.map(
    (change) => `Depends-On: ${reviewUrl}/c/${change.project}/+/${change.number}`,
  );
  const text = [message.trim(), '', ...footers, `Change-Id: ${id}`].join('\n');
  await commitAndPush(namespaces, project, content, text, 'refs/for/main');
  const [found] = await review<readonly ChangeInfo[]>(namespaces, 'GET', `changes/?q=change:${id}`);
  if (found === undefined) throw new Error(`the change of ${project} did not arrive at code review`);
  return { number: found._number, project, id };
};

const vote = async (
  namespaces: Namespaces,
  change: number,
  labels: Readonly<Record<string, number>>,
): Promise<void> => {
  await review(namespaces, 'POST', `changes/${change}/revisions/current/review`, { labels });
};

/** Approves a change, so that it enters the gate. */
export const approve = async (namespaces: Namespaces, change: number): Promise<void> => {
  await vote(namespaces, change, { 'Code-Review': 2 });
  await vote(namespaces, change, { Workflow: 1 });
};

interface MergedChange {
  readonly status: string;
  readonly current_revision: string;
}

/** Commit of the branch with which a change was merged, itself or a merge; undefined while it is open. */
export const mergedAs = async (
  namespaces: Namespaces,
  project: string,
  change: number,
): Promise<string | undefined> => {
  const found = await review<MergedChange>(namespaces, 'GET', `changes/${change}`);
  if (found.status !== 'MERGED') return undefined;
  const branch = await gitOutput(namespaces.state, project, 'rev-list', '--first-parent', 'main');
  let merged: string | undefined;
  for (const commit of branch.split('\n')) {
    const common = await gitOutput(namespaces.state, project, 'merge-base', commit, found.current_revision);
    if (common !== found.current_revision) break;
    merged = commit;
  }
  return merged;
};
