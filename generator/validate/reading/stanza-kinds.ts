import { zuulSyntax } from '../../compile/zuul-project-schema';

/** The kinds of stanzas that Zuul knows. */
export const kinds: readonly string[] = Object.keys(zuulSyntax());

/** Whether Zuul knows a kind of stanza. */
export const isStanza = (kind: string | undefined): boolean => kind !== undefined && kinds.includes(kind);
