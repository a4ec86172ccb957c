import type { Configuration, DefinedJob } from './configuration';
import type { Finding } from '../reading/finding';
import { isTrue, member, textOf } from '../reading/located';
import { show } from '../words/show';

/** Why a job may not inherit from any of these definitions of one job, and what to do; Zuul takes it if it may from one of them. */
const refusal = (
  parents: readonly DefinedJob[],
  { attributes, place }: DefinedJob,
): { readonly words: string; readonly hint: string } | undefined => {
  const told = (attribute: string, words: string, hint: string) =>
    parents.every((parent) => isTrue(member(parent.attributes, attribute)))
      ? { words, hint: `${hint}, or take ${attribute}: true out of it.` }
      : undefined;
  const isAbstract = isTrue(member(attributes, 'abstract'));
  const isBeside = parents[0]?.place.source.root === place.source.root;
  return (
    told('final', 'is final: no job may inherit from it', 'Inherit from its parent') ??
    (isAbstract
      ? undefined
      : told(
          'intermediate',
          'is intermediate: only abstract jobs may inherit from it',
          'Write abstract: true',
        )) ??
    (isBeside
      ? undefined
      : told(
          'protected',
          'is protected: only jobs of its repository may inherit from it',
          'Inherit from its parent',
        ))
  );
};

/** Jobs that may not inherit from the parent that they name. */
export const parentFindings = ({ jobs }: Configuration): readonly Finding[] =>
  [...jobs.values()].flat().flatMap((job): readonly Finding[] => {
    const parent = member(job.attributes, 'parent');
    const name = textOf(parent) ?? '';
    const parents = jobs.get(name) ?? [];
    const why = parents.length > 0 ? refusal(parents, job) : undefined;
    if (!parent || why === undefined) return [];
    return [
      {
        severity: 'error',
        code: 'zuul-syntax',
        place: parent.place,
        message: `parent: ${show(name)} ${why.words}`,
        hint: why.hint,
      },
    ];
  });
