import pc from 'picocolors';
import { shortName, titleOf } from '../drive/items';
import type { Outcome } from '../watch/run-steps';
import { dockerHubTags, type Tags } from '../stage/registries';
import { runChecks } from './checks';
import type { Check, Evidence } from './evidence';
import { failingTask } from './failure';
import { builtImages, stagedTag } from './images';
import { secondsOf } from './seconds';
import { table } from './tables';

const short = (digest: string | undefined): string => digest?.replace(/^(sha256:.{12}).*/, '$1') ?? '-';
const result = (text: string): string => (text === 'SUCCESS' ? pc.green(text) : pc.red(text));

const buildTable = (outcomes: readonly Outcome[]): string => {
  const rows = outcomes.flatMap(({ item, pipeline, buildset }) =>
    buildset.builds.map((build) => [
      pipeline,
      `${item.change ?? shortName(item.commit ?? '')}`,
      item.project,
      build.job_name,
      result(build.result),
      `${Math.round(build.duration ?? 0)}`,
    ]),
  );
  return table('Builds', ['pipeline', 'for', 'project', 'job', 'result', 'seconds'], rows);
};

const imageTable = (outcomes: readonly Outcome[], after: Tags): string => {
  const rows = builtImages(outcomes).map(({ outcome, build, artifact, digest, repository, tag }) => {
    const names = [tag, stagedTag(outcome, tag)].map((name) => `${repository}:${name}`);
    const published = names.filter((name) => digest !== undefined && after[name] === digest);
    return [
      outcome.pipeline,
      build.job_name,
      short(digest),
      artifact.url.replace(/^docker:\/\//, ''),
      published.join(', ') || '-',
    ];
  });
  return table('Images', ['pipeline', 'job', 'digest', 'between changes at', 'published as'], rows);
};

const tagTable = (before: Tags, after: Tags): string => {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return table(
    'Tags at Docker Hub',
    ['tag', 'before', 'after'],
    names.map((name) => [name, short(before[name]), short(after[name])]),
  );
};

const checkLines = (checks: readonly Check[]): string => {
  const most = 40;
  const lines = checks.flatMap(({ name, problems }) => {
    const shown = problems.slice(0, most).map((problem) => `        ${problem}`);
    const more = problems.length > most ? [`        ... ${problems.length - most} more`] : [];
    return [`${problems.length === 0 ? pc.green('ok  ') : pc.red('FAIL')}  ${name}`, ...shown, ...more];
  });
  return [...lines, ''].join('\n');
};

const failures = (outcomes: readonly Outcome[], state: string, logOf: (uuid: string) => string): string => {
  const unexpected = outcomes.filter(({ buildset, expected }) => buildset.result !== expected);
  const parts = unexpected.flatMap(({ item, pipeline, buildset }) => {
    const failed = buildset.builds.filter(({ result }) => !['SUCCESS', 'SKIPPED'].includes(result));
    const head =
      buildset.message !== null && failed.length === 0
        ? [`${pipeline} of ${titleOf(item)}: ${buildset.message}`]
        : [];
    return [
      ...head,
      ...failed.map(
        (build) =>
          `${build.job_name} of ${titleOf(item)} in ${pipeline}: ${build.result}\n${failingTask(state, build, logOf(build.uuid))}\n`,
      ),
    ];
  });
  return parts.length === 0 ? '' : ['', 'What went wrong', ...parts].join('\n');
};

/** Writes the final tables; `logOf` tells where a build's log will be then. Returns the checks that failed, in words. */
export const report = async (
  evidence: Evidence,
  before: Tags,
  logOf: (uuid: string) => string,
  write: (text: string) => void,
): Promise<string> => {
  const { outcomes, stage } = evidence;
  const after = dockerHubTags(stage.namespaces.state);
  write(`\n${buildTable(outcomes)}`);
  write(imageTable(outcomes, after));
  write(tagTable(before, after));
  for (const text of secondsOf(stage.namespaces.state, outcomes)) write(text);
  const checks = await runChecks(evidence);
  write(`Checks\n${checkLines(checks)}`);
  const wrong = failures(outcomes, stage.namespaces.state, logOf);
  if (wrong !== '') write(wrong);
  const failed = checks.filter(({ problems }) => problems.length > 0);
  return failed.length > 0 ? checkLines(failed) : '';
};
