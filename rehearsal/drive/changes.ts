import { randomBytes } from 'node:crypto';
import { reviewUrl } from '../stage/addresses';
import type { Namespaces } from '../stage/namespaces';
import { commitAndPush, review, type Content } from '../seed/git';

/** A change under review. */
export interface Change {
  readonly number: number;
  readonly project: string;
}

interface ChangeInfo {
  readonly _number: number;
  readonly status: string;
}

/** Proposes a change, as `git review` does. */
export async function propose(
  namespaces: Namespaces,
  project: string,
  content: Content,
  message: string,
  dependsOn: readonly Change[],
): Promise<Change> {
  const id = `I${randomBytes(20).toString('hex')}`;
  const footers = dependsOn.map(
    (change) => `Depends-On: ${reviewUrl}/c/${change.project}/+/${change.number}`,
  );
  const text = [message.trim(), '', ...footers, `Change-Id: ${id}`].join('\n');
  await commitAndPush(namespaces, project, content, text, 'refs/for/main');
  const [found] = await review<readonly ChangeInfo[]>(namespaces, 'GET', `changes/?q=change:${id}`);
  if (found === undefined) throw new Error(`the change of ${project} did not arrive at code review`);
  return { number: found._number, project };
}

async function vote(
  namespaces: Namespaces,
  change: Change,
  labels: Readonly<Record<string, number>>,
): Promise<void> {
  await review(namespaces, 'POST', `changes/${change.number}/revisions/current/review`, { labels });
}

/** Approves a change, so that it enters the gate. */
export async function approve(namespaces: Namespaces, change: Change): Promise<void> {
  await vote(namespaces, change, { 'Code-Review': 2 });
  await vote(namespaces, change, { Workflow: 1 });
}

/** Whether a change has been merged. */
export async function isMerged(namespaces: Namespaces, change: Change): Promise<boolean> {
  return (await review<ChangeInfo>(namespaces, 'GET', `changes/${change.number}`)).status === 'MERGED';
}
