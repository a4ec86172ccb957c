// A stand-in for what Docker Hub has beside its registry: accounts (auth.docker.io) and the web API that lists and
// deletes tags (hub.docker.com). Docker Hub cannot run here. Images are in a real registry; this server asks it.
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { registryUser, passwords } from '../passwords';
import { recordNotifications } from './notifications';
import { accessFromScopes, checkToken, makeToken } from './tokens';
import { deleteTag, listTags } from './tags';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const [address = '', state = ''] = process.argv.slice(2);
const password = passwords(state).dockerHub;

const basicUser = (request: IncomingMessage): 'nobody' | 'known' | 'wrong' => {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'Basic') return 'nobody';
  return Buffer.from(value, 'base64').toString() === `${registryUser}:${password}` ? 'known' : 'wrong';
};

const mayChange = (request: IncomingMessage): boolean => {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
  return ['JWT', 'Bearer'].includes(scheme) && checkToken(state, token);
};

const answer = async (request: IncomingMessage, url: URL, body: string): Promise<Answer> => {
  const { pathname, searchParams } = url;
  if (pathname === '/token' && request.method === 'GET') {
    const user = basicUser(request);
    if (user === 'wrong') return { status: 401, body: { details: 'incorrect username or password' } };
    const access = accessFromScopes(
      searchParams.getAll('scope'),
      user === 'known' ? ['pull', 'push', 'delete'] : ['pull'],
    );
    const token = makeToken(state, { audience: 'registry.docker.io', access });
    return { status: 200, body: { token, access_token: token, expires_in: 300 } };
  }
  if (/^\/v2\/(users\/login|auth\/token)\/?$/.test(pathname) && request.method === 'POST') {
    const given = JSON.parse(body) as {
      username?: string;
      identifier?: string;
      password?: string;
      secret?: string;
    };
    if (
      (given.username ?? given.identifier) !== registryUser ||
      (given.password ?? given.secret) !== password
    )
      return { status: 401, body: { detail: 'Incorrect authentication credentials' } };
    const token = makeToken(state, { audience: 'hub.docker.com', access: [] });
    return { status: 200, body: { token, access_token: token } };
  }
  const tags = /^\/v2\/(?:repositories|namespaces)\/(.+?)\/tags\/?$/.exec(pathname);
  if (tags && request.method === 'GET') {
    const page = Number(searchParams.get('page') ?? 1);
    const size = Math.min(Number(searchParams.get('page_size') ?? 10), 100);
    const found = await listTags(state, (tags[1] ?? '').replace('/repositories/', '/'));
    if (found === undefined) return { status: 404, body: { message: 'object not found' } };
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const more = page * size < found.length;
    return {
      status: 200,
      body: {
        count: found.length,
        next: more ? next.href : null,
        previous: null,
        results: found.slice((page - 1) * size, page * size),
      },
    };
  }
  const tag = /^\/v2\/(?:repositories|namespaces)\/(.+)\/tags\/([^/]+)\/?$/.exec(pathname);
  if (tag && request.method === 'DELETE') {
    if (!mayChange(request)) return { status: 401, body: { detail: 'authentication required' } };
    return { status: await deleteTag(state, (tag[1] ?? '').replace('/repositories/', '/'), tag[2] ?? '') };
  }
  return { status: request.method === 'POST' ? 405 : 404, body: { message: 'not part of this stand-in' } };
};

const tls = { cert: readFileSync(`${state}/tls/server.crt`), key: readFileSync(`${state}/tls/server.key`) };
createServer(tls, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const url = new URL(request.url ?? '/', `https://${request.headers.host ?? 'hub.docker.com'}`);
    answer(request, url, Buffer.concat(chunks).toString())
      .catch((error: unknown): Answer => ({ status: 500, body: { message: String(error) } }))
      .then(({ status, body }) => {
        console.log(new Date().toISOString(), request.method, url.host + url.pathname, status);
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(body === undefined ? '' : JSON.stringify(body));
      })
      .catch(console.error);
  });
}).listen(443, address);
recordNotifications(address, state);
