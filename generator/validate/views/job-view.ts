import type { Family } from '../../model/families';
import type { JobDefinition } from '../../model/job';
import type { Branches } from '../stanzas/branches';
import { valuesAlong, variableAlong, type Chain } from './chain';
import type { JobUse } from '../stanzas/configuration';
import type { Located, LocatedMapping, Place } from '../reading/located';
import { isTrue, itemsOf, member, textOf } from '../reading/located';

/** What a job is for, by the job of the library that it inherits from. */
export type Kind = 'registry' | 'consumer' | 'base' | 'build' | 'upload' | 'promote' | 'mirror';

/** A job as it stands in a pipeline, or as it is defined if no pipeline of the files read has it; one for all branches for which the same is said. */
export interface JobView {
  readonly name: string;
  readonly kind?: Kind;
  /** The family of that job; for jobs of none, the one whose variables they may have. */
  readonly family: Family;
  /** The nearest job of the library from which it inherits. */
  readonly libraryJob?: JobDefinition;
  readonly use?: JobUse;
  /** The branches for which this is said. */
  readonly branches: Branches;
  /** Where messages point to. */
  readonly place: Place;
  /** Where the job itself is defined, else where it is used. */
  readonly definedAt: Place;
  /** What the pipeline says about it, the nearest first. */
  readonly variants: readonly LocatedMapping[];
  /** What is said about it: the pipeline's variants, the job, its parents. */
  readonly chain: Chain | undefined;
  /** The same without the variants. */
  readonly defined: Chain | undefined;
  /** Stanzas of the project and of its templates, the nearest first. */
  readonly stanzas: readonly LocatedMapping[];
  /** Whether all of its parents are known, the library's included. */
  readonly complete: boolean;
}

/** The value of an attribute that replaces what parents say. */
export const attributeOf = (view: JobView, name: string): Located | undefined => {
  const { value, done } = valuesAlong(view.chain, name).next();
  return done ? undefined : value;
};

/** The values of an attribute that adds to what parents say, down to where something overrides them. */
export const collected = (
  view: JobView,
  name: string,
  unless: 'override' | 'no inherit',
): readonly Located[] => {
  const values: Located[] = [];
  for (const value of valuesAlong(view.chain, name)) {
    values.push(...itemsOf(value));
    if (unless === 'override' ? value.control === 'override' : value.control !== 'inherit') break;
  }
  return values;
};

/** A name, or the `name` of a mapping. */
export const nameIn = (item: Located): string | undefined => textOf(item) ?? textOf(member(item, 'name'));

/** The entries for the jobs that have to run before this one. */
export const dependencyItems = (view: JobView): readonly Located[] =>
  collected(view, 'dependencies', 'no inherit');

/** The names of the jobs that have to run before this one. */
export const dependenciesOf = (view: JobView): readonly string[] =>
  dependencyItems(view).flatMap((item) => nameIn(item) ?? []);

/** Whether a job may not run itself: one of its stanzas says so; what parents say is not inherited, and nothing takes it back. */
export const isAbstract = ({ name, variants, chain, libraryJob }: JobView): boolean => {
  for (let link = chain; link; link = link.next) {
    if (isTrue(member(link.stanza, 'abstract'))) return true;
    const { stanza } = link.next ?? {};
    if (stanza && !variants.includes(stanza) && textOf(member(stanza, 'name')) !== name) return false;
  }
  return libraryJob?.name === name && libraryJob.abstract === true;
};

/** Names under `requires` or `provides`, which add up along the parents. */
export const artifactNames = (view: JobView, attribute: 'requires' | 'provides'): readonly string[] =>
  collected(view, attribute, 'override').flatMap((item) => textOf(item) ?? []);

/** The value of a variable in the nearest stanza that has it. */
const inStanzas = (
  stanzas: readonly LocatedMapping[],
  group: string,
  name: string,
): Located | 'overridden' | undefined => {
  for (const stanza of stanzas) {
    const variables = member(stanza, group);
    const value = member(variables, name);
    if (value) return value;
    if (variables?.control === 'override') return 'overridden';
  }
  return undefined;
};

/** The value that a variable has for all hosts, in the order in which Zuul decides it. */
export const variableOf = (view: JobView, name: string): Located | undefined => {
  const extra = variableAlong(view.chain, 'extra-vars', name);
  if (extra && extra !== 'overridden') return extra;
  const variant = inStanzas(view.variants, 'vars', name);
  if (variant) return variant === 'overridden' ? undefined : variant;
  const own = variableAlong(view.defined, 'vars', name);
  if (own && own !== 'overridden') return own;
  const project = inStanzas(view.stanzas, 'vars', name);
  return project === 'overridden' ? undefined : project;
};
