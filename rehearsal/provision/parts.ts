/**
 * What can be provided by itself, each after those before it: linters and Ansible; Zuul, for its parser; registries; and
 * hosts with all that a rehearsal needs. The first two need neither root nor Debian.
 */
export const parts = ['tools', 'zuul', 'registries', 'hosts'] as const;

export type Part = (typeof parts)[number];

/** Whether something of a part is needed once another part is wanted. */
export const isNeededBy = (part: Part, wanted: Part): boolean => parts.indexOf(part) <= parts.indexOf(wanted);

/** Whether a part can be provided on any machine that has Node.js and Python. */
export const isAnywhere = (part: Part): boolean => isNeededBy(part, 'zuul');
