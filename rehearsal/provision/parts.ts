/**
 * What can be provided by itself, each after those before it: linters and Ansible; Zuul, for its parser; registries; and
 * hosts with all that a rehearsal needs. The first two need neither root nor Debian.
 */
export const parts = ['tools', 'zuul', 'registries', 'hosts'] as const;

export type Part = (typeof parts)[number];

/** What it is provided for: a rehearsal needs less than the tests do. */
export type Use = 'rehearsal' | 'tests';

/** Something that a part consists of, or needs. */
export interface OfPart {
  /** The first part that needs it; those after it do as well. */
  readonly part: Part;
  /** Whether tests alone need it. */
  readonly forTests?: true;
}

/** Whether something has to be there for one of these parts. */
export const isWanted = (one: OfPart, wanted: readonly Part[], use: Use): boolean =>
  (use === 'tests' || one.forTests !== true) && wanted.some((part) => isNeededBy(one.part, part));

/** Whether something of a part is needed once another part is wanted. */
export const isNeededBy = (part: Part, wanted: Part): boolean => parts.indexOf(part) <= parts.indexOf(wanted);

/** Whether a part can be provided on any machine that has Node.js and Python. */
export const isAnywhere = (part: Part): boolean => isNeededBy(part, 'zuul');
