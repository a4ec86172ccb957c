import { CommandError } from '../command';
import type { Scenario, Step } from '../scenario';
import { pipelines, type Pipeline } from '../scenario-schema';
import type { Stage } from '../stage';
import type { CommandLines } from '../watch/command-lines';
import type { Progress } from '../watch/progress';
import { finishedBuild, liveItems } from '../watch/status';
import { finishedBuildset, type Buildset } from './buildsets';
import { approve, propose, type Change } from './changes';

/** What Zuul made of one change in one pipeline. */
export interface Outcome {
  readonly name: string;
  readonly change: Change;
  readonly pipeline: Pipeline;
  readonly expected: string;
  readonly buildset: Buildset;
}

/** Who looks on while a step runs. */
export interface Audience {
  readonly progress: Progress;
  readonly commandLines: CommandLines;
}

const longestWait = 600;

async function waitFor(
  stage: Stage,
  pipeline: Pipeline,
  changes: readonly Change[],
  audience: Audience,
): Promise<readonly Buildset[]> {
  const end = Date.now() + longestWait * 1000;
  const found = new Map<number, Buildset>();
  for (;;) {
    audience.commandLines.look();
    const items = await liveItems(stage.namespaces);
    audience.progress.builds(items.flatMap((item) => item.builds));
    const isLive = (change: number): boolean =>
      items.some((item) => item.pipeline === pipeline && item.change === change);
    for (const { number } of changes.filter(
      (change) => !found.has(change.number) && !isLive(change.number),
    )) {
      const buildset = await finishedBuildset(stage.namespaces, number, pipeline);
      if (buildset === undefined) continue;
      found.set(number, buildset);
      audience.progress.builds(buildset.builds.map((build) => finishedBuild(build, pipeline, number)));
    }
    const missing = changes.filter(({ number }) => !found.has(number)).map(({ number }) => number);
    if (missing.length === 0) return changes.flatMap(({ number }) => found.get(number) ?? []);
    if (Date.now() > end)
      throw new CommandError(
        `${pipeline} of change ${missing.join(', ')} has no result after ${longestWait} s; see Zuul's page or its logs`,
      );
    await new Promise((done) => setTimeout(done, 1000));
  }
}

/** Proposes the changes of a step and follows them through the pipelines; stops at the first unexpected result. */
async function runStep(
  stage: Stage,
  step: Step,
  known: Map<string, Change>,
  audience: Audience,
): Promise<readonly Outcome[]> {
  const { say } = audience.progress;
  say(`${step.title}`);
  const named: { readonly name: string; readonly change: Change }[] = [];
  for (const wanted of step.changes) {
    const dependsOn = wanted['depends-on']
      .map((name) => known.get(name))
      .filter((change) => change !== undefined);
    const change = await propose(stage.namespaces, wanted.project, wanted, wanted.message, dependsOn);
    known.set(wanted.name, change);
    named.push({ name: wanted.name, change });
    const needs =
      dependsOn.length > 0 ? `, depends on change ${dependsOn.map(({ number }) => number).join(', ')}` : '';
    say(`proposed change ${change.number} of ${change.project} (${wanted.name}${needs})`);
  }
  const outcomes: Outcome[] = [];
  for (const pipeline of pipelines) {
    const expected = step.pipelines[pipeline];
    if (expected === undefined) continue;
    if (pipeline === 'gate')
      for (const { change } of named) {
        await approve(stage.namespaces, change);
        say(`approved change ${change.number}`);
      }
    const buildsets = await waitFor(
      stage,
      pipeline,
      named.map(({ change }) => change),
      audience,
    );
    const found = named.flatMap(({ name, change }, index) => {
      const buildset = buildsets[index];
      return buildset === undefined ? [] : [{ name, change, pipeline, expected, buildset }];
    });
    for (const { change, buildset } of found)
      say(`${pipeline} of change ${change.number}: ${buildset.result}`);
    outcomes.push(...found);
    if (found.some(({ buildset }) => buildset.result !== expected)) break;
  }
  return outcomes;
}

/** Runs all steps of a scenario, until something does not end as expected. */
export async function runSteps(
  stage: Stage,
  scenario: Scenario,
  audience: Audience,
): Promise<readonly Outcome[]> {
  const known = new Map<string, Change>();
  const outcomes: Outcome[] = [];
  for (const step of scenario.steps) {
    const found = await runStep(stage, step, known, audience);
    outcomes.push(...found);
    if (found.some(({ buildset, expected }) => buildset.result !== expected)) break;
  }
  return outcomes;
}
