import type { Scenario } from '../scenario';
import type { Outcome } from '../drive/steps';
import type { Stage } from '../stage';
import { dockerHubTags } from '../stage/registries';
import { zuulApi } from '../stage/zuul/services';
import { readBuildLog } from '../watch/phase';
import { builtImages, digestAtIntermediate } from './images';
import { compareNodes, type NodeState } from './nodes';
import { findSecrets, secretsOf } from './secrets';

/** Something that a rehearsal makes sure of. */
export interface Check {
  readonly name: string;
  /** Empty when all is well. */
  readonly problems: readonly string[];
}

/** What there is to check. */
export interface Evidence {
  readonly stage: Stage;
  readonly scenario: Scenario;
  readonly outcomes: readonly Outcome[];
  readonly nodesBefore: NodeState;
  readonly nodesAfter: NodeState;
  readonly commandLines: ReadonlySet<string>;
}

type MakeCheck = (evidence: Evidence) => Check | Promise<Check>;

const results: MakeCheck = ({ outcomes, scenario }) => {
  const wrong = outcomes
    .filter(({ buildset, expected }) => buildset.result !== expected)
    .map(
      ({ change, pipeline, buildset, expected }) =>
        `change ${change.number} in ${pipeline}: ${buildset.result}, expected ${expected}`,
    );
  const wanted = scenario.steps.flatMap((step) =>
    step.changes.flatMap(() => Object.keys(step.pipelines)),
  ).length;
  const missing = wanted - outcomes.length;
  return {
    name: 'every result is as expected',
    problems: missing > 0 ? [...wrong, `${missing} more results were never reached`] : wrong,
  };
};

const output: MakeCheck = ({ outcomes, scenario, stage }) => {
  const expectations = scenario.steps.flatMap((step) => step.output);
  const problems = expectations.flatMap(({ change, pipeline, job, contains }) => {
    const outcome = outcomes.find(
      (candidate) => candidate.name === change && candidate.pipeline === pipeline,
    );
    const build = outcome?.buildset.builds.find((candidate) => candidate.job_name === job);
    if (build === undefined) return [`${job} of ${change} did not run in ${pipeline}`];
    return readBuildLog(stage.namespaces.state, build.uuid).replaceAll('\\"', '"').includes(contains)
      ? []
      : [`${job} of ${change} in ${pipeline} did not write: ${contains}`];
  });
  const name = `consumers saw the images of unmerged changes, and mistakes were told (${expectations.length} texts)`;
  return { name, problems };
};

const promoted = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.filter(({ pipeline, buildset }) => pipeline === 'promote' && buildset.result === 'SUCCESS');

const digests: MakeCheck = async ({ stage, outcomes }) => {
  const problems: string[] = [];
  let compared = 0;
  for (const { change } of promoted(outcomes)) {
    const gate = outcomes.filter(
      (outcome) => outcome.change.number === change.number && outcome.pipeline === 'gate',
    );
    const images = builtImages(gate);
    if (images.length === 0) problems.push(`the gate's builds of change ${change.number} returned no image`);
    for (const { artifact, repository, tag, digest } of images) {
      compared += 1;
      const tested = await digestAtIntermediate(stage.namespaces, artifact);
      const published = dockerHubTags(stage.namespaces.state)[`${repository}:${tag}`];
      if (digest === undefined)
        problems.push(`${artifact.name} of change ${change.number}: the artifact has no digest`);
      if (published !== tested || (digest !== undefined && published !== digest))
        problems.push(
          `${artifact.name} of change ${change.number}: tested ${tested}, told ${digest}, published ${published}`,
        );
    }
  }
  return { name: `what is published is what was tested (${compared} images, by digest)`, problems };
};

const stagedTags: MakeCheck = ({ stage, outcomes }) => {
  const tags = dockerHubTags(stage.namespaces.state);
  const problems: string[] = [];
  for (const outcome of outcomes.filter(({ pipeline }) => pipeline === 'gate')) {
    const { number } = outcome.change;
    const isPromoted = promoted(outcomes).some(({ change }) => change.number === number);
    for (const { repository, tag } of builtImages([outcome])) {
      const staged = `${repository}:change_${number}_${tag}`;
      const exists = staged in tags;
      if (exists && isPromoted) problems.push(`${staged} is still there after promotion`);
      if (!exists && outcome.buildset.result === 'FAILURE')
        problems.push(`${staged} is missing, although its upload succeeded`);
    }
  }
  return { name: 'staged tags are gone after promotion, and left where the gate refused a change', problems };
};

const nodes: MakeCheck = ({ nodesBefore, nodesAfter, stage }) => ({
  name: `nothing is left on the ${stage.nodes.length} nodes`,
  problems: compareNodes(nodesBefore, nodesAfter),
});

const secrets: MakeCheck = async ({ stage, commandLines }) => {
  const values = secretsOf(stage.namespaces.state);
  const problems = await findSecrets(stage.namespaces.state, values, commandLines);
  const passwords = values.length / 3;
  return {
    name: `none of ${passwords} passwords is in a log, a file of the executor or one of ${commandLines.size} command lines`,
    problems,
  };
};

const configuration: MakeCheck = async ({ stage }) => {
  const errors =
    (await zuulApi<readonly { readonly error: string }[]>(stage.namespaces, 'config-errors')) ?? [];
  return {
    name: 'Zuul has no complaint about any configuration',
    problems: errors.map(({ error }) => error),
  };
};

/** Makes all checks. */
export async function runChecks(evidence: Evidence): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const make of [results, output, digests, stagedTags, nodes, secrets, configuration])
    checks.push(await make(evidence));
  return checks;
}
