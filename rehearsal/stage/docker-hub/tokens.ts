import { createPrivateKey, createPublicKey, randomUUID, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What the bearer of a token may do with a repository (distribution's token specification). */
export interface Access {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const key = (state: string): string => readFileSync(`${state}/etc/docker-hub-key.pem`, 'utf8');

/** The wanted scopes ("repository:NAME:ACTION,..."), reduced to what is allowed. */
export const accessFromScopes = (scopes: readonly string[], allowed: readonly string[]): readonly Access[] =>
  scopes
    .flatMap((scope) => scope.split(' '))
    .filter(Boolean)
    .map((scope) => {
      const [type = '', name = '', actions = ''] = scope.split(':');
      const wanted = actions === '*' ? allowed : actions.split(',');
      return { type, name, actions: wanted.filter((action) => allowed.includes(action)) };
    });

/** A signed token that lives for five minutes, as Docker Hub's do. */
export const makeToken = (
  state: string,
  content: { readonly audience: string; readonly access: readonly Access[] },
): string => {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'auth.docker.io',
    sub: 'account',
    aud: content.audience,
    iat: now,
    nbf: now - 5,
    exp: now + 300,
    jti: randomUUID(),
    access: content.access,
  };
  const signed = `${encode({ typ: 'JWT', alg: 'RS256', kid: 'docker-hub' })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), createPrivateKey(key(state))).toString('base64url')}`;
};

/** Whether a token was made here for the web API and still lives. */
export const checkToken = (state: string, token: string): boolean => {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const publicKey = createPublicKey(key(state));
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url')))
    return false;
  const { aud, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    aud: string;
    exp: number;
  };
  return aud === 'hub.docker.com' && exp > Date.now() / 1000;
};
