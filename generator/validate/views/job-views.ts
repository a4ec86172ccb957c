import { families, type Family, type FamilyName } from '../../model/families';
import type { JobDefinition } from '../../model/job';
import { passes, type Branches } from '../stanzas/branches';
import type { Configuration, DefinedJob, JobUse, Mention } from '../stanzas/configuration';
import type { Chain } from './chain';
import type { JobView, Kind } from './job-view';
import { isTrue, member, textOf, type LocatedMapping } from '../reading/located';

const kindOf = (name: string, prefix: string): { readonly kind?: Kind; readonly family?: Family } => {
  const rest = name.startsWith(`${prefix}-`) ? name.slice(prefix.length + 1) : '';
  if (rest === 'buildset-registry') return { kind: 'registry' };
  if (rest === 'mirror-container-images') return { kind: 'mirror', family: families.container };
  if (rest === 'buildset-registry-consumer') return { kind: 'consumer' };
  const [, kind, of, base] = /^(build|upload|promote)-([a-z]+)-image(-base)?$/.exec(rest) ?? [];
  if (of === undefined || !Object.hasOwn(families, of)) return {};
  return { kind: base ? 'base' : (kind as Kind), family: families[of as FamilyName] };
};

interface Ancestry {
  /** The job's own definitions and those of its parents, the nearest first. */
  readonly chain: Chain | undefined;
  readonly libraryJob?: JobDefinition;
  readonly complete: boolean;
}

const linked = (stanzas: readonly LocatedMapping[], next: Chain | undefined): Chain | undefined =>
  stanzas.reduceRight<Chain | undefined>((chain, stanza) => ({ stanza, next: chain }), next);

/** A step from a job to its parent. */
interface Step {
  readonly name: string;
  readonly definitions: readonly DefinedJob[];
}

/** Finds the definitions of a job and of its parents on some branches; nothing if it is defined for others only. */
const ancestries = (configuration: Configuration) => {
  const known = new Map<string, Ancestry | undefined>();
  const keyOf = (name: string, text: string | undefined) =>
    `${text === undefined ? '' : `@${text}`}\n${name}`;
  return (job: string, branches: Branches): Ancestry | undefined => {
    const steps: Step[] = [];
    const seen = new Set<string>();
    let end: Ancestry | undefined;
    for (let name = job; ;) {
      const libraryJob = configuration.libraryJobs.get(name);
      const key = keyOf(name, branches.text);
      const all = configuration.jobs.get(name);
      if (libraryJob) {
        // The repository of the library itself may be among those read.
        end = { chain: undefined, libraryJob, complete: true };
        break;
      }
      if (known.has(key)) {
        end = known.get(key);
        break;
      }
      if (!all || seen.has(name)) {
        end = { chain: undefined, complete: false };
        break;
      }
      seen.add(name);
      const definitions = all.filter((each) => passes(each.branches, branches));
      const parent = definitions
        .map(({ attributes }) => member(attributes, 'parent'))
        .find((each) => each !== undefined);
      steps.push({ name, definitions: definitions.toReversed() });
      if (definitions.length === 0) break;
      const parentName = textOf(parent);
      if (parentName === undefined) {
        end = { chain: undefined, complete: parent !== undefined };
        break;
      }
      name = parentName;
    }
    return steps.reduceRight<Ancestry | undefined>((parent, { name, definitions }) => {
      const stanzas = definitions.map(({ attributes }) => attributes);
      const found = parent && { ...parent, chain: linked(stanzas, parent.chain) };
      known.set(keyOf(name, branches.text), found);
      return found;
    }, end);
  };
};

/** More branches than anybody configures one by one: beyond them, a job is looked at for all others only. */
const mostBranches = 100;

/** Finds the texts of `branches` of a job and of all that it may inherit from. */
const branchTexts = (configuration: Configuration) => {
  const known = new Map<string, readonly string[]>();
  const parentsOf = (name: string) =>
    (configuration.jobs.get(name) ?? []).flatMap(
      ({ attributes }) => textOf(member(attributes, 'parent')) ?? [],
    );
  return (job: string): readonly string[] => {
    const [open, begun] = [[job], new Set<string>()];
    for (let name = open.at(-1); name !== undefined; name = open.at(-1)) {
      const todo = begun.has(name)
        ? []
        : parentsOf(name).filter((each) => !known.has(each) && !begun.has(each));
      begun.add(name);
      open.push(...todo);
      if (todo.length > 0) continue;
      open.pop();
      const own = (configuration.jobs.get(name) ?? []).flatMap(({ branches }) => branches);
      const inherited = parentsOf(name).flatMap((each) => known.get(each) ?? []);
      if (!known.has(name)) known.set(name, [...new Set([...own, ...inherited])].slice(0, mostBranches));
    }
    return known.get(job) ?? [];
  };
};

const viewOf = (
  prefix: string,
  name: string,
  branches: Branches,
  use: JobUse | undefined,
  mentions: readonly Mention[],
  definition: DefinedJob | undefined,
  { chain, libraryJob, complete }: Ancestry,
): JobView | undefined => {
  const { kind, family = families.docker } = libraryJob ? kindOf(libraryJob.name, prefix) : {};
  const place = use ? mentions[0]?.place : definition?.place;
  if (!place) return undefined;
  const variants = mentions.flatMap(({ attributes }) => attributes ?? []);
  const stanzas = use?.project.layers.filter(
    (layer) =>
      passes(layer.branches, branches) && (!layer.isTemplate || layer.content.entries.has(use.pipeline)),
  );
  return {
    name,
    family,
    place,
    definedAt: definition?.place ?? place,
    complete,
    branches,
    variants,
    chain: linked(variants, chain),
    defined: chain,
    stanzas: (stanzas ?? []).map(({ content }) => content),
    ...(kind ? { kind } : {}),
    ...(libraryJob ? { libraryJob } : {}),
    ...(use ? { use } : {}),
  };
};

/** Jobs as rules look at them. */
interface JobViews {
  /** Every job of the pipelines, and every job that is in none, for each group of branches. */
  readonly views: readonly JobView[];
  /** Abstract jobs without children here: what they say is looked at, and nobody runs them as they are. */
  readonly parts: readonly JobView[];
}

/** Everything that can be said of jobs. */
export const jobViews = (configuration: Configuration, prefix: string): JobViews => {
  const [ancestryOf, textsOf] = [ancestries(configuration), branchTexts(configuration)];
  const viewsOf = (name: string, use?: JobUse): readonly JobView[] => {
    const restrictions = (use?.mentions ?? []).flatMap((mention) => mention.branches.flat());
    const known = [...new Set([...restrictions, ...textsOf(name)])].slice(0, mostBranches);
    return [undefined, ...known].flatMap((text) => {
      const branches: Branches = { known, ...(text === undefined ? {} : { text }) };
      const mentions = (use?.mentions ?? []).filter((mention) =>
        mention.branches.every((matcher) => passes(matcher, branches)),
      );
      const found = ancestryOf(name, branches);
      const definition = configuration.jobs.get(name)?.find((each) => passes(each.branches, branches));
      return (found && viewOf(prefix, name, branches, use, mentions, definition, found)) ?? [];
    });
  };
  const used = new Set(configuration.uses.map(({ name }) => name));
  const parents = new Set(
    [...configuration.jobs.values()].flat().map(({ attributes }) => textOf(member(attributes, 'parent'))),
  );
  // What is only inherited from may be completed by its children, also by those of other repositories.
  const idle = [...configuration.jobs].filter(
    ([name]) => !used.has(name) && !parents.has(name) && !configuration.libraryJobs.has(name),
  );
  const isAbstract = ([, definitions]: (typeof idle)[number]) =>
    definitions.some(({ attributes }) => isTrue(member(attributes, 'abstract')));
  return {
    views: [
      ...configuration.uses.flatMap((use) => viewsOf(use.name, use)),
      ...idle.filter((each) => !isAbstract(each)).flatMap(([name]) => viewsOf(name)),
    ],
    parts: idle.filter(isAbstract).flatMap(([name]) => viewsOf(name)),
  };
};
