import { CommandError } from '../command';
import type { Scenario, Step } from '../scenario/scenario';
import { expectedOf, type Expected } from '../scenario/expected';
import { pipelines, type Pipeline } from '../scenario/schema';
import type { Stage } from '../stage';
import type { Buildset } from '../drive/buildsets';
import { approve, mergedAs, type Change } from '../drive/changes';
import { titleOf, type Item } from '../drive/items';
import { enqueue, proposeAll, pushTags } from '../drive/propose';
import { settle, waitFor, type Audience } from './wait';

/** What Zuul made of one item in one pipeline. */
export interface Outcome {
  readonly item: Item;
  readonly pipeline: Pipeline;
  readonly expected: string;
  readonly buildset: Buildset;
}

/** What a change is called after the merge, where no pipeline knows its number: the branch at that commit. */
const asMerged = async (stage: Stage, item: Item): Promise<Item> => {
  const { name, project, change = 0 } = item;
  const commit = await mergedAs(stage.namespaces, project, change);
  if (commit === undefined)
    throw new CommandError(`change ${change} was not merged; nothing follows in post`);
  return { name, project, commit };
};

/** Lets Zuul begin with what is expected of a pipeline; returns what to wait for. */
const begin = async (
  stage: Stage,
  step: Step,
  pipeline: Pipeline,
  proposed: readonly Item[],
  { progress }: Audience,
): Promise<readonly Item[]> => {
  if (pipeline === 'periodic') return enqueue(stage, step, pipeline, progress.say);
  if (pipeline === 'release') return pushTags(stage, step, progress.say);
  if (pipeline === 'gate')
    for (const item of proposed) {
      await approve(stage.namespaces, item.change ?? 0);
      progress.say(`approved ${titleOf(item)}`);
    }
  return pipeline === 'post' ? Promise.all(proposed.map((item) => asMerged(stage, item))) : proposed;
};

const runPipeline = async (
  stage: Stage,
  pipeline: Pipeline,
  items: readonly Item[],
  expected: readonly Expected[],
  audience: Audience,
): Promise<readonly Outcome[]> => {
  const wanted = items.flatMap((item) => {
    const result = expected.find((one) => one.name === item.name && one.pipeline === pipeline)?.result;
    return result === undefined ? [] : [{ item, expected: result }];
  });
  const buildsets = await waitFor(
    stage,
    pipeline,
    wanted.map(({ item }) => item),
    audience,
  );
  const found = wanted.flatMap((one, index) => {
    const buildset = buildsets[index];
    return buildset === undefined ? [] : [{ ...one, pipeline, buildset }];
  });
  for (const { item, buildset } of found)
    audience.progress.say(`${pipeline} of ${titleOf(item)}: ${buildset.result}`);
  return found;
};

const isUnexpected = ({ buildset, expected }: Outcome): boolean => buildset.result !== expected;

/** Follows what a step brings through the pipelines; stops at the first unexpected result. */
const runStep = async (
  stage: Stage,
  step: Step,
  known: Map<string, Change>,
  audience: Audience,
): Promise<readonly Outcome[]> => {
  audience.progress.say(step.title);
  const proposed = await proposeAll(stage, step, known, audience.progress.say);
  const expected = expectedOf(step);
  const outcomes: Outcome[] = [];
  for (const pipeline of pipelines) {
    if (!expected.some((one) => one.pipeline === pipeline)) continue;
    const items = await begin(stage, step, pipeline, proposed, audience);
    const found = await runPipeline(stage, pipeline, items, expected, audience);
    outcomes.push(...found);
    if (found.some(isUnexpected)) break;
  }
  return outcomes;
};

/** Runs all steps of a scenario, until something does not end as expected. */
export const runSteps = async (
  stage: Stage,
  scenario: Scenario,
  audience: Audience,
): Promise<readonly Outcome[]> => {
  const known = new Map<string, Change>();
  const outcomes: Outcome[] = [];
  for (const step of scenario.steps) {
    const found = await runStep(stage, step, known, audience);
    outcomes.push(...found);
    if (found.some(isUnexpected)) break;
  }
  await settle(stage, audience);
  return outcomes;
};
