import { pipelineNames, type Site } from '../../model/site';
import { pipelinesOf, projectKeys, type Configuration } from './configuration';
import type { Finding } from '../reading/finding';
import type { Entry, Located } from '../reading/located';
import { itemsOf, member } from '../reading/located';
import { show } from '../words/show';
import { didYouMean, similar } from '../words/spelling';

/** Pipelines that many sites have beside those of `site.yaml`. */
const common = [
  ...['check', 'gate', 'promote', 'post', 'release', 'tag'],
  ...['periodic', 'experimental', 'merge-check'],
];

/** The pipeline or attribute that a name is a slip of, unless it may well be a pipeline that is not among the files read. */
const meantBy = (
  name: string,
  { pipelines, projects }: Configuration,
  known: readonly string[],
): string | undefined => {
  if (known.includes(name) || pipelines.has(name)) return undefined;
  const near = similar(name, [...pipelines.keys(), ...known, ...common, ...projectKeys]);
  if (near === undefined || near === name) return undefined;
  // `gate2` and `tags` are names that sites have.
  if (name.startsWith(near) && !projectKeys.includes(near)) return undefined;
  // Nobody makes the same slip in several projects.
  const users = projects.filter(({ layers }) =>
    layers.some(({ content, isTemplate }) => !isTemplate && content.entries.has(name)),
  );
  return users.length > 1 ? undefined : near;
};

const unknownPipeline = (
  name: string,
  { key }: Entry,
  configuration: Configuration,
  known: readonly string[],
): readonly Finding[] => {
  const near = meantBy(name, configuration, known);
  if (near === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'unknown-pipeline',
      place: key,
      message: `"${name}" is taken for the name of a pipeline; Zuul ignores pipelines that do not exist`,
      hint: didYouMean(near),
    },
  ];
};

const severalJobs = (pipeline: Located): readonly Finding[] =>
  itemsOf(member(pipeline, 'jobs')).flatMap((item): readonly Finding[] => {
    const [first, ...others] = item.kind === 'mapping' ? [...item.entries] : [];
    return others.map(([job, { key }]) => ({
      severity: 'error',
      code: 'several-jobs-in-an-entry',
      place: key,
      message: `Zuul runs ${show(first?.[0])} and drops ${show(job)}: one entry names one job`,
      hint: `Begin ${show(job)} with "- "; indent it, if it is an attribute of ${show(first?.[0])}.`,
    }));
  });

/** What Zuul takes without a word, and then does not do. */
export const silentFindings = (
  configuration: Configuration,
  site: Pick<Site, 'pipelines'>,
): readonly Finding[] =>
  configuration.projectStanzas
    .flatMap(({ content }) => pipelinesOf(content))
    .flatMap(([name, entry]) => [
      ...unknownPipeline(name, entry, configuration, pipelineNames(site)),
      ...severalJobs(entry.value),
    ]);
