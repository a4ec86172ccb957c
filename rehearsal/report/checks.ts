import { isSameItem, titleOf } from '../drive/items';
import { expectedOf } from '../scenario/expected';
import { dockerHubTags } from '../stage/registries';
import { zuulApi } from '../stage/zuul/services';
import { readBuildLog } from '../watch/phase';
import type { Check, Evidence } from './evidence';
import { builtImages, publishes, stagedTag } from './images';
import { checkKept, checkStaged, checkTested } from './kept';
import { compareNodes } from './nodes';
import { checkPublished } from './published';
import { findSecrets, secretsOf } from './secrets';

type MakeCheck = (evidence: Evidence) => Check | Promise<Check>;

const results: MakeCheck = ({ outcomes, scenario }) => {
  const wrong = outcomes
    .filter(({ buildset, expected }) => buildset.result !== expected)
    .map(
      ({ item, pipeline, buildset, expected }) =>
        `${titleOf(item)} in ${pipeline}: ${buildset.result}, expected ${expected}`,
    );
  const wanted = scenario.steps.flatMap(expectedOf).length;
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
      (candidate) => candidate.item.name === change && candidate.pipeline === pipeline,
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

const stagedTags: MakeCheck = ({ stage, outcomes }) => {
  const tags = Object.keys(dockerHubTags(stage.namespaces.state));
  const problems = outcomes
    .filter(({ pipeline }) => pipeline !== 'check')
    .flatMap((outcome) => {
      const { item, buildset } = outcome;
      const isPublished = outcomes.some((one) => publishes(one) && isSameItem(one.item, item));
      return builtImages([outcome]).flatMap(({ repository, tag }) => {
        const staged = `${repository}:${stagedTag(outcome, tag)}`;
        const prefix = staged.slice(0, -tag.length);
        const left = tags.filter((name) => name.startsWith(prefix));
        if (isPublished) return left.map((name) => `${name} is still there after promotion`);
        return buildset.result === 'FAILURE' && !left.includes(staged)
          ? [`${staged} is missing, although its upload succeeded`]
          : [];
      });
    });
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
export const runChecks = async (evidence: Evidence): Promise<readonly Check[]> => {
  const checks: Check[] = [];
  const ofImages = [checkTested, checkKept, checkStaged, checkPublished, stagedTags];
  for (const make of [results, output, ...ofImages, nodes, secrets, configuration])
    checks.push(await make(evidence));
  return checks;
};
