/** One value, or several of them in a list. */
export type OneOrList<T> = T | readonly T[];

/** RE2 pattern, anchored at its start only; the long form can turn the match around. */
export type Regex = string | { readonly regex: string; readonly negate?: boolean };

/** Ansible variables by name; a name starts with a letter and goes on with letters, digits and underscores. */
export type Variables = Readonly<Record<string, unknown>>;
