import type { Stanza } from '../stanzas/configuration';
import { usedNames, type NamedKind, type UsedName } from '../stanzas/used-names';
import { member, textOf } from '../reading/located';
import type { Rule } from '../views/rule';
import { grouped } from '../words/grouped';
import { didYouMean, slipOf } from '../words/spelling';

/** Where names of a kind are looked for, in words. */
const known: Readonly<Record<NamedKind, string>> = {
  job: 'job of these files or of the library',
  'project-template': 'project-template of these files',
  secret: 'secret of this repository',
  nodeset: 'nodeset of these files',
};

/** Secrets are known to the jobs of their own repository only. */
const scopeOf = (kind: string, root: string): string => `${kind}\n${kind === 'secret' ? root : ''}`;

/** The names that stanzas define, by kind and scope. */
const definedNames = (stanzas: readonly Stanza[], libraryJobs: Iterable<string>) => {
  const names = new Map<string, Set<string>>([[scopeOf('job', ''), new Set(libraryJobs)]]);
  for (const { kind, value, source } of stanzas) {
    const scope = scopeOf(kind, source.root);
    const name = textOf(member(value, 'name'));
    if (name !== undefined) names.set(scope, (names.get(scope) ?? new Set()).add(name));
  }
  return names;
};

const scopeOfUse = ({ kind, place }: UsedName): string => scopeOf(kind, place.source.root);

/** More names from elsewhere than anybody uses: beyond them, none is looked at. */
const mostNames = 1000;

/** A name that nobody defines keeps Zuul from taking what uses it; it may be defined elsewhere, unless it resembles one that is known. */
export const unknownName: Rule = {
  code: 'unknown-name',
  summary: 'The name of a job, template, secret or nodeset resembles one that is defined.',
  check: ({ stanzas, configuration: { libraryJobs } }) => {
    const defined = definedNames(stanzas, libraryJobs.keys());
    const isUnknown = (use: UsedName) => !defined.get(scopeOfUse(use))?.has(use.name);
    const unknown = grouped(
      stanzas.flatMap(usedNames).filter(isUnknown),
      (use) => `${scopeOfUse(use)}\n${use.name}`,
    );
    return unknown.slice(0, mostNames).flatMap((uses) => {
      const [first] = uses;
      // Nobody makes the same slip in several repositories.
      if (!first || new Set(uses.map(({ place }) => place.source.root)).size > 1) return [];
      const near = slipOf(first.name, defined.get(scopeOfUse(first)) ?? []);
      // Who writes both beside each other means two things.
      if (near === undefined || uses.some(({ beside }) => beside.has(near))) return [];
      return uses.map(({ kind, name, place }) => ({
        severity: 'warning' as const,
        place,
        message: `"${name}" is no ${known[kind]}; Zuul refuses what names something that nobody defines`,
        hint: didYouMean(near),
      }));
    });
  },
};
