import type { JobDefinition } from '../model/job';
import type { Configuration, DefinedJob, JobUse } from './configuration';
import type { Located, LocatedMapping, Place } from './located';
import { itemsOf, member, textOf } from './located';

/** What a job is for, by the job of the library that it inherits from. */
export type Kind = 'registry' | 'consumer' | 'base' | 'build' | 'upload' | 'promote';

/** A job as it stands in a pipeline, or as it is defined if no pipeline of the files read has it. */
export interface JobView {
  readonly name: string;
  readonly kind?: Kind;
  /** The nearest job of the library from which it inherits. */
  readonly libraryJob?: JobDefinition;
  readonly use?: JobUse;
  /** Where messages point to. */
  readonly place: Place;
  /** What is said about it, the nearest first: the pipeline's variant, the job, its parents. */
  readonly attributes: readonly LocatedMapping[];
  /** Whether all of its parents are known, the library's included. */
  readonly complete: boolean;
}

const kindOf = (name: string, prefix: string): Kind | undefined => {
  const rest = name.startsWith(`${prefix}-`) ? name.slice(prefix.length + 1) : '';
  if (rest === 'buildset-registry') return 'registry';
  if (rest === 'buildset-registry-consumer') return 'consumer';
  const [, kind, base] = /^(build|upload|promote)-[a-z]+-image(-base)?$/.exec(rest) ?? [];
  return base ? 'base' : (kind as Kind | undefined);
};

const isTrue = (value: Located | undefined): boolean => value?.kind === 'scalar' && value.value === true;

interface Ancestry {
  readonly definitions: readonly DefinedJob[];
  readonly libraryJob?: JobDefinition;
  readonly complete: boolean;
}

const ancestryOf = (configuration: Configuration, name: string, seen: ReadonlySet<string>): Ancestry => {
  const libraryJob = configuration.libraryJobs.get(name);
  const definitions = configuration.jobs.get(name);
  // The repository of the library itself may be among those read.
  if (libraryJob) return { definitions: [], libraryJob, complete: true };
  if (!definitions || seen.has(name)) return { definitions: [], complete: false };
  const parent = definitions
    .map(({ attributes }) => member(attributes, 'parent'))
    .find((each) => each !== undefined);
  const own = definitions.toReversed();
  const parentName = textOf(parent);
  if (parentName === undefined) return { definitions: own, complete: parent !== undefined };
  const above = ancestryOf(configuration, parentName, new Set([...seen, name]));
  return { ...above, definitions: [...own, ...above.definitions] };
};

const viewOf = (
  prefix: string,
  name: string,
  place: Place,
  use: JobUse | undefined,
  ancestry: Ancestry,
): JobView => {
  const { definitions, libraryJob, complete } = ancestry;
  const kind = libraryJob ? kindOf(libraryJob.name, prefix) : undefined;
  return {
    name,
    place,
    complete,
    attributes: [
      ...(use?.attributes ? [use.attributes] : []),
      ...definitions.map(({ attributes }) => attributes),
    ],
    ...(kind ? { kind } : {}),
    ...(libraryJob ? { libraryJob } : {}),
    ...(use ? { use } : {}),
  };
};

/** Every job of the pipelines, and every job that is in none. */
export const jobViews = (configuration: Configuration, prefix: string): readonly JobView[] => {
  const ancestries = new Map<string, Ancestry>();
  const ancestry = (name: string) => {
    const known = ancestries.get(name) ?? ancestryOf(configuration, name, new Set());
    ancestries.set(name, known);
    return known;
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
    ...configuration.uses.map((use) => viewOf(prefix, use.name, use.place, use, ancestry(use.name))),
    ...idle.flatMap(([name, [first]]) =>
      first ? [viewOf(prefix, name, first.place, undefined, ancestry(name))] : [],
    ),
  ];
};

/** The value of an attribute that replaces what parents say. */
export const attributeOf = (view: JobView, name: string): Located | undefined =>
  view.attributes.map((attributes) => member(attributes, name)).find((value) => value !== undefined);

/** The values of an attribute that adds to what parents say, down to where something overrides them. */
export const collected = (
  view: JobView,
  name: string,
  unless: 'override' | 'no inherit',
): readonly Located[] => {
  const values: Located[] = [];
  for (const attributes of view.attributes) {
    const value = member(attributes, name);
    if (value) {
      values.push(...itemsOf(value));
      if (unless === 'override' ? value.control === 'override' : value.control !== 'inherit') break;
    }
  }
  return values;
};

/** A name, or the `name` of a mapping. */
export const nameIn = (item: Located): string | undefined => textOf(item) ?? textOf(member(item, 'name'));

/** The names of the jobs that have to run before this one. */
export const dependenciesOf = (view: JobView): readonly string[] =>
  collected(view, 'dependencies', 'no inherit').flatMap((item) => nameIn(item) ?? []);

/** Names under `requires` or `provides`, which add up along the parents. */
export const artifactNames = (view: JobView, attribute: 'requires' | 'provides'): readonly string[] =>
  collected(view, attribute, 'override').flatMap((item) => textOf(item) ?? []);

/** The value that a variable has for all hosts, in the order in which Zuul decides it. */
export const variableOf = (view: JobView, name: string): Located | undefined => {
  const own = (group: string) =>
    view.attributes
      .map((attributes) => member(member(attributes, group), name))
      .find((value) => value !== undefined);
  const projects = [view.use?.project, view.use?.template].map((stanza) =>
    member(member(stanza?.content, 'vars'), name),
  );
  return own('extra-vars') ?? own('vars') ?? projects.find((value) => value !== undefined);
};
