import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import pc from 'picocolors';
import { run } from './command';
import { runSteps } from './watch/run-steps';
import { defaultState } from './paths';
import { provision } from './provision';
import { generationOf, outermost, quickest, selectGenerations, type Generation } from './hosts/generations';
import { parts } from './provision/parts';
import { report } from './report';
import { inspectNodes } from './report/nodes';
import { readScenario, type Needs, type Scenario } from './scenario/scenario';
import { needsOf } from './scenario/needs';
import { createProjects, seed, updateLibrary } from './seed';
import { publishFirstImages } from './seed/published';
import { endStage, findStage, keptLog, startStage, type Stage } from './stage';
import { dockerHubTags } from './stage/registries';
import { collectCommandLines } from './watch/command-lines';
import { buildLog } from './watch/phase';
import { progressTo, type Progress } from './watch/progress';

/** Options of `image-gate rehearse`. */
export interface RehearseOptions {
  /** Scenario files, to run one after the other; default: two changes of the examples, one built on the other. */
  readonly scenario?: readonly string[];
  /** Leave everything running, or use what an earlier call has left. */
  readonly keep?: boolean;
  /** Folder for everything that the rehearsal writes. */
  readonly state?: string;
  /** Generation of the hosts; default: what is running, else the one that is made most quickly. */
  readonly hosts?: string;
}

const defaultScenario = path.join(__dirname, 'scenarios/default.yaml');
const logsOf = (state: string): string => `${state}-logs`;

/** The folders of a rehearsal are removed without a question: what holds something else is refused. */
const requireOwn = (folder: string, marks: readonly string[]): void => {
  const found = existsSync(folder) ? readdirSync(folder) : [];
  if (found.length > 0 && !found.some((name) => marks.includes(name)))
    throw new Error(`${folder} holds something else than a rehearsal; choose another folder with --state`);
};

const stateOf = (options: { readonly state?: string }): string => {
  const state = path.resolve(options.state ?? defaultState);
  requireOwn(state, ['namespaces.log', 'namespaces.json']);
  requireOwn(logsOf(state), ['builds', 'services']);
  return state;
};

const openStage = async (
  state: string,
  needs: Needs,
  generation: Generation,
  progress: Progress,
): Promise<Stage> => {
  const running = findStage(state);
  if (running !== undefined) {
    if (running.hosts !== generation.name)
      throw new Error(
        `the running rehearsal has hosts of ${running.hosts}, not of ${generation.name}; end it first: image-gate rehearse down`,
      );
    const unknown = needs.projects
      .filter(({ name }) => !running.projects.includes(name))
      .map(({ name }) => name);
    if (unknown.length > 0)
      throw new Error(
        `the running rehearsal does not know ${unknown.join(', ')}; end it first: image-gate rehearse down`,
      );
    const updated = await updateLibrary(running);
    progress.say(
      `using what is running: ${running.url}${updated ? '; brought the changed library into it' : ''}`,
    );
    return running;
  }
  await endStage(state);
  const stage = await startStage(state, needs, generation, progress.say, (namespaces) =>
    createProjects(namespaces, needs),
  );
  const [published] = await Promise.all([publishFirstImages(stage, needs), seed(stage, needs)]);
  progress.say(
    `library and projects are in the tenant${published.length > 0 ? `; published before: ${published.join(', ')}` : ''}`,
  );
  return stage;
};

/** Runs one scenario; returns what was wrong, in words. */
const rehearseOn = async (
  stage: Stage,
  scenario: Scenario,
  progress: Progress,
  logOf: (uuid: string) => string,
): Promise<string> => {
  const commandLines = collectCommandLines();
  const nodesBefore = await inspectNodes(stage);
  const before = dockerHubTags(stage.namespaces.state);
  const outcomes = await runSteps(stage, scenario, { progress, commandLines });
  const nodesAfter = await inspectNodes(stage);
  const evidence = { stage, scenario, outcomes, nodesBefore, nodesAfter, commandLines: commandLines.seen };
  return report(evidence, before, logOf, console.log);
};

const shown = ({ file }: Scenario): string => path.relative(process.cwd(), file);

/** Runs scenarios in a real Zuul; returns the exit code. */
export const rehearse = async (options: RehearseOptions = {}): Promise<number> => {
  const scenarios = (options.scenario ?? [defaultScenario]).map((file) => readScenario(path.resolve(file)));
  const needs = needsOf(scenarios);
  const state = stateOf(options);
  const progress = progressTo(console.log);
  const generation = generationOf(options.hosts ?? findStage(state)?.hosts ?? quickest);
  await provision(progress.say, [generation], parts, 'rehearsal');
  let ended = false;
  const end = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    await endStage(state, logsOf(state));
    console.log(`Everything is ended; logs: ${logsOf(state)}`);
  };
  const interrupted = (): void => {
    console.log('\ninterrupted');
    end().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const stage = await openStage(state, needs, generation, progress);
    const logOf = (uuid: string): string =>
      options.keep === true ? buildLog(state, uuid) : keptLog(logsOf(state), uuid);
    const failed = new Map<string, string>();
    for (const scenario of scenarios) {
      if (scenarios.length > 1) console.log(pc.bold(`\n${shown(scenario)}`));
      const wrong = await rehearseOn(stage, scenario, progress, logOf);
      if (wrong !== '') failed.set(shown(scenario), wrong);
    }
    const well = failed.size === 0;
    const which = scenarios.length > 1 ? `: ${[...failed.keys()].join(', ')}` : '';
    // What came after it has scrolled it away.
    if (scenarios.length > 1) for (const [scenario, wrong] of failed) console.log(`\n${scenario}\n${wrong}`);
    progress.say(well ? pc.green('the rehearsal passed') : pc.red(`the rehearsal failed${which}`));
    if (options.keep === true)
      console.log(
        `Zuul: ${stage.url}   logs: ${state}/logs, ${state}/log   end it: image-gate rehearse down`,
      );
    else await end();
    return well ? 0 : 1;
  } catch (error) {
    if (!ended) console.error(error instanceof Error ? error.message : error);
    if (options.keep !== true || findStage(state) === undefined) await end();
    return 1;
  } finally {
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
  }
};

/** Ends a rehearsal that was left running, or what is left of one that crashed. */
export const down = async (options: { readonly state?: string } = {}): Promise<number> => {
  const state = stateOf(options);
  const there = [state, logsOf(state)].filter((folder) => existsSync(folder));
  await endStage(state);
  await run(['rm', '-rf', logsOf(state)]);
  console.log(there.length > 0 ? `removed ${there.join(', ')}` : 'there is no rehearsal');
  return 0;
};

/** Provides what the machine needs, and nothing else. */
export const setup = async (
  options: { readonly hosts?: string; readonly only?: string } = {},
): Promise<number> => {
  const generations = selectGenerations(options.hosts ?? outermost);
  const wanted = options.only === undefined ? parts : parts.filter((part) => options.only === part);
  if (wanted.length === 0)
    throw new Error(`--only ${options.only}: no such part; expected one of: ${parts.join(', ')}`);
  await provision((message) => console.log(message), generations, wanted);
  return 0;
};
