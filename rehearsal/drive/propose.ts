import type { ScenarioChange, Step } from '../scenario/scenario';
import type { Pipeline } from '../scenario/schema';
import { gitOutput, pushTag } from '../seed/git';
import type { Stage } from '../stage';
import { enqueueBranch } from '../stage/zuul/administrator';
import { finishedBuildset } from './buildsets';
import { propose, type Change } from './changes';
import type { Item } from './items';

type Say = (message: string) => void;

const numbers = (changes: readonly Change[]): string => changes.map(({ number }) => number).join(', ');

/** Proposes the changes of a step; what needs a later one (a cycle) a second time, when that has a number. */
export const proposeAll = async (
  stage: Stage,
  step: Step,
  known: Map<string, Change>,
  say: Say,
): Promise<readonly Item[]> => {
  const needsOf = (wanted: ScenarioChange): readonly Change[] =>
    wanted['depends-on'].flatMap((name) => known.get(name) ?? []);
  const send = async (wanted: ScenarioChange, id?: string): Promise<Change> => {
    const { project, message } = wanted;
    const proposal = { project, message, content: wanted, dependsOn: needsOf(wanted) };
    const change = await propose(stage.namespaces, proposal, id);
    const needs = proposal.dependsOn.length > 0 ? `, depends on change ${numbers(proposal.dependsOn)}` : '';
    const what = id === undefined ? 'proposed change' : 'a new patch set of change';
    say(`${what} ${change.number} of ${project} (${wanted.name}${needs})`);
    return change;
  };
  const incomplete: ScenarioChange[] = [];
  for (const wanted of step.changes) {
    if (needsOf(wanted).length < wanted['depends-on'].length) incomplete.push(wanted);
    known.set(wanted.name, await send(wanted));
  }
  for (const wanted of incomplete) await send(wanted, known.get(wanted.name)?.id);
  return step.changes.flatMap(({ name, project }) => {
    const change = known.get(name);
    return change === undefined ? [] : [{ name, project, change: change.number }];
  });
};

/** Puts branches into a pipeline, as its timer would do. */
export const enqueue = async (
  { namespaces }: Stage,
  step: Step,
  pipeline: Pipeline,
  say: Say,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for (const { name, project } of step.enqueue.filter((one) => one.pipeline === pipeline)) {
    const commit = await gitOutput(namespaces.state, project, 'rev-parse', 'main');
    const item = { name, project, commit };
    const earlier = await finishedBuildset(namespaces, item, pipeline);
    await enqueueBranch(namespaces, project, pipeline, commit);
    say(`put main of ${project} into ${pipeline} (${name})`);
    items.push(earlier === undefined ? item : { ...item, after: earlier.uuid });
  }
  return items;
};

/** Gives branches their tags. */
export const pushTags = async ({ namespaces }: Stage, step: Step, say: Say): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for (const { name, project, tag } of step.tags) {
    const commit = await pushTag(namespaces, project, tag);
    say(`tagged main of ${project} as ${tag} (${name})`);
    items.push({ name, project, commit });
  }
  return items;
};
