import type { JobDefinition } from '../model/job';
import { passes, type Branches } from './branches';
import type { Configuration, DefinedJob, JobUse, Mention } from './configuration';
import type { JobView, Kind } from './job-view';
import { isTrue, member, textOf } from './located';

const kindOf = (name: string, prefix: string): Kind | undefined => {
  const rest = name.startsWith(`${prefix}-`) ? name.slice(prefix.length + 1) : '';
  if (rest === 'buildset-registry') return 'registry';
  if (rest === 'buildset-registry-consumer') return 'consumer';
  const [, kind, base] = /^(build|upload|promote)-[a-z]+-image(-base)?$/.exec(rest) ?? [];
  return base ? 'base' : (kind as Kind | undefined);
};

interface Ancestry {
  readonly definitions: readonly DefinedJob[];
  readonly libraryJob?: JobDefinition;
  readonly complete: boolean;
}

/** The definitions of a job and of its parents on some branches; nothing if it is defined for others only. */
const ancestryOf = (configuration: Configuration, job: string, branches: Branches): Ancestry | undefined => {
  const definitions: DefinedJob[] = [];
  const seen = new Set<string>();
  for (let name = job; ;) {
    const libraryJob = configuration.libraryJobs.get(name);
    // The repository of the library itself may be among those read.
    if (libraryJob) return { definitions, libraryJob, complete: true };
    const all = configuration.jobs.get(name);
    if (!all || seen.has(name)) return { definitions, complete: false };
    seen.add(name);
    const own = all.filter((each) => passes(each.branches, branches));
    if (own.length === 0) return undefined;
    definitions.push(...own.toReversed());
    const parent = own
      .map(({ attributes }) => member(attributes, 'parent'))
      .find((each) => each !== undefined);
    const parentName = textOf(parent);
    if (parentName === undefined) return { definitions, complete: parent !== undefined };
    name = parentName;
  }
};

/** The texts of `branches` of a job and of all that it may inherit from. */
const branchTextsOf = (configuration: Configuration, job: string): readonly string[] => {
  const texts = new Set<string>();
  const names = new Set([job]);
  // A set also hands out what is added while it is walked through.
  for (const name of names)
    for (const { attributes, branches } of configuration.jobs.get(name) ?? []) {
      for (const text of branches) texts.add(text);
      names.add(textOf(member(attributes, 'parent')) ?? name);
    }
  return [...texts];
};

const viewOf = (
  prefix: string,
  name: string,
  branches: Branches,
  use: JobUse | undefined,
  mentions: readonly Mention[],
  { definitions, libraryJob, complete }: Ancestry,
): JobView | undefined => {
  const kind = libraryJob ? kindOf(libraryJob.name, prefix) : undefined;
  const place = use ? mentions[0]?.place : definitions.findLast((each) => each.name === name)?.place;
  if (!place) return undefined;
  const variants = mentions.flatMap(({ attributes }) => attributes ?? []);
  const stanzas = use?.project.layers.filter(
    (layer) =>
      passes(layer.branches, branches) && (!layer.isTemplate || layer.content.entries.has(use.pipeline)),
  );
  return {
    name,
    place,
    complete,
    branches,
    variants,
    attributes: [...variants, ...definitions.map(({ attributes }) => attributes)],
    stanzas: (stanzas ?? []).map(({ content }) => content),
    ...(kind ? { kind } : {}),
    ...(libraryJob ? { libraryJob } : {}),
    ...(use ? { use } : {}),
  };
};

/** What is kept of each job while its uses are looked at. */
interface JobCache {
  readonly texts: readonly string[];
  readonly ancestries: Map<string | undefined, Ancestry | undefined>;
}

/** Every job of the pipelines, and every job that is in none, for each group of branches. */
export const jobViews = (configuration: Configuration, prefix: string): readonly JobView[] => {
  const caches = new Map<string, JobCache>();
  const cacheOf = (name: string): JobCache => {
    const known = caches.get(name) ?? { texts: branchTextsOf(configuration, name), ancestries: new Map() };
    caches.set(name, known);
    return known;
  };
  const ancestry = (name: string, branches: Branches): Ancestry | undefined => {
    const { ancestries } = cacheOf(name);
    if (!ancestries.has(branches.text))
      ancestries.set(branches.text, ancestryOf(configuration, name, branches));
    return ancestries.get(branches.text);
  };
  const viewsOf = (name: string, use?: JobUse): readonly JobView[] => {
    const restrictions = (use?.mentions ?? []).flatMap((mention) => mention.branches.flat());
    const known = [...new Set([...restrictions, ...cacheOf(name).texts])];
    return [undefined, ...known].flatMap((text) => {
      const branches: Branches = { known, ...(text === undefined ? {} : { text }) };
      const mentions = (use?.mentions ?? []).filter((mention) =>
        mention.branches.every((matcher) => passes(matcher, branches)),
      );
      const found = ancestry(name, branches);
      return (found && viewOf(prefix, name, branches, use, mentions, found)) ?? [];
    });
  };
  const used = new Set(configuration.uses.map(({ name }) => name));
  const parents = new Set(
    [...configuration.jobs.values()].flat().map(({ attributes }) => textOf(member(attributes, 'parent'))),
  );
  // What is only inherited from may be completed by its children, also by those of other repositories.
  const idle = [...configuration.jobs].filter(
    ([name, definitions]) =>
      !used.has(name) &&
      !parents.has(name) &&
      !configuration.libraryJobs.has(name) &&
      !definitions.some(({ attributes }) => isTrue(member(attributes, 'abstract'))),
  );
  return [
    ...configuration.uses.flatMap((use) => viewsOf(use.name, use)),
    ...idle.flatMap(([name]) => viewsOf(name)),
  ];
};
