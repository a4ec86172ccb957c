import { freeMapping, mapping, nothing, oneOf, text, whole, type Shape } from './shape';
import type { Variables } from './values';

/** A value that only Zuul can read, in chunks of base64; emitted with the tag `!encrypted/pkcs1-oaep`. */
export interface Encrypted {
  readonly encrypted: readonly string[];
}

/** Claims and life time (in seconds) of an ID token that Zuul issues for each build. */
const oidc = mapping({ algorithm: text, ttl: whole, iss: text, claims: freeMapping });

/** Values at any depth may be {@link Encrypted}. */
const data: Shape<Variables> = { ...freeMapping, writeOnly: true };

/** Zuul's `secret`: usable by jobs of the project that defines it. */
export const secret = oneOf(
  mapping({ name: text, data }, 'name', 'data'),
  mapping({ name: text, oidc: oneOf(oidc, nothing) }, 'name', 'oidc'),
);
