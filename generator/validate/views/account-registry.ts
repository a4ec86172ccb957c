import { member, textOf, type Located } from '../reading/located';
import type { Family } from '../../model/families';
import { canonicalRegistry, splitRegistry } from '../words/references';
import { isTemplate } from '../words/show';

/**
 * The registry that is written out before the first '/' of a pattern; empty where none is. What matches several names
 * is none, and a dot stands for itself whether it is escaped or not.
 */
export const registryBefore = (pattern: string): string => {
  const beginning = /^(?:\^|\\A)?((?:[A-Za-z0-9.:-]|\\[.:[\]-])+)\\?\//.exec(pattern)?.[1];
  const name = (beginning ?? '').replace(/\\(.)/g, '$1');
  return splitRegistry(`${name}/`).registry === '' ? '' : name;
};

/** The account of a registry among those of a secret, under whatever name of the registry. */
export const accountOf = (data: Located | undefined, registry: string): Located | undefined =>
  data?.kind === 'mapping'
    ? [...data.entries].find(([name]) => canonicalRegistry(name) === registry)?.[1].value
    : undefined;

/** What is wrong with the registry of a job, in words that begin with a verb, given the secret that holds the account. */
export const accountProblem = (
  data: Located | undefined,
  registry: string,
  { registry: variable }: Family,
): { readonly message: string; readonly hint: string } | undefined => {
  const [own, pattern] = [member(data, 'registry'), member(data, 'repository')];
  const [ownText, patternText] = [textOf(own), textOf(pattern)];
  // What is encrypted is left to the role, which tells no more of it either.
  if (isTemplate(ownText ?? '') || (own ? ownText === undefined : patternText === undefined))
    return undefined;
  const before = registryBefore(patternText ?? '');
  if (canonicalRegistry((ownText?.trim() ?? '') || before) === canonicalRegistry(registry)) return undefined;
  if (own || before)
    return {
      message: 'is for another registry',
      hint: `Set ${variable} to the account's registry, or give the job another secret.`,
    };
  return {
    message: 'is for Docker Hub, since it restricts repositories and names no registry',
    hint: `If it is not, add "registry: ${registry}" to the data of the secret.`,
  };
};
