import type { Variables } from './value';

/** A value that only Zuul can read, in chunks of base64; emitted with the tag `!encrypted/pkcs1-oaep`. */
export interface Encrypted {
  readonly encrypted: readonly string[];
}

/** Claims and life time of an ID token that Zuul issues for each build. */
export interface OidcToken {
  readonly algorithm?: string;
  /** Seconds. */
  readonly ttl?: number;
  readonly iss?: string;
  readonly claims?: Variables;
}

/** A secret with data of its own; values at any depth may be {@link Encrypted}. */
export interface DataSecret {
  readonly name: string;
  readonly data: Variables;
}

/** A secret that holds an OpenID Connect token. */
export interface OidcSecret {
  readonly name: string;
  readonly oidc: OidcToken | null;
}

/** Zuul's `secret`: usable by jobs of the project that defines it. */
export type Secret = DataSecret | OidcSecret;
