import { createHmac } from 'node:crypto';
import { zuulWebPort } from '../addresses';
import { http } from '../http';
import type { Namespaces } from '../../hosts/namespaces';
import { passwords } from '../passwords';
import { administrator, tenant } from './configuration';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const token = (state: string): string => {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: administrator.issuer,
    aud: administrator.audience,
    sub: 'rehearsal',
    iat: now,
    exp: now + 60,
    zuul: { admin: [tenant] },
  };
  const signed = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
  const key = passwords(state).zuulAdministrator;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
};

/** Puts the branch main at a commit into a pipeline, as `zuul-client enqueue-ref` does. */
export const enqueueBranch = async (
  namespaces: Namespaces,
  project: string,
  pipeline: string,
  commit: string,
): Promise<void> => {
  const { status, body } = await http(namespaces, {
    method: 'POST',
    url: `http://127.0.0.1:${zuulWebPort}/api/tenant/${tenant}/project/${encodeURIComponent(project)}/enqueue`,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token(namespaces.state)}` },
    body: JSON.stringify({ pipeline, ref: 'refs/heads/main', oldrev: null, newrev: commit }),
  });
  if (status !== 200) throw new Error(`Zuul does not put ${project} into ${pipeline}: ${status} ${body}`);
};
