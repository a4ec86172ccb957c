import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { accessFromScopes, makeToken } from './tokens';

/** A tag as Docker Hub's web API shows it (the fields that clients use). */
export interface Tag {
  readonly name: string;
  readonly digest: string;
  readonly last_updated: string;
  readonly tag_last_pushed: string;
}

/** Tags of a repository, newest first, from the real registry's storage: its API does not tell a tag's age. */
export const listTags = (state: string, repository: string): Promise<readonly Tag[] | undefined> => {
  const folder = path.join(
    state,
    'registries/docker-hub/docker/registry/v2/repositories',
    repository,
    '_manifests/tags',
  );
  if (!existsSync(folder)) return Promise.resolve(undefined);
  const tags = readdirSync(folder).map((name) => {
    const link = path.join(folder, name, 'current/link');
    const pushed = statSync(link).mtime.toISOString();
    return { name, digest: readFileSync(link, 'utf8'), last_updated: pushed, tag_last_pushed: pushed };
  });
  return Promise.resolve(tags.sort((a, b) => b.last_updated.localeCompare(a.last_updated)));
};

/** Deletes a tag, and only the tag, in the real registry; returns the status to answer with. */
export const deleteTag = async (state: string, repository: string, tag: string): Promise<number> => {
  const access = accessFromScopes([`repository:${repository}:pull,delete`], ['pull', 'delete']);
  const token = makeToken(state, { audience: 'registry.docker.io', access });
  const answer = await fetch(`https://registry-1.docker.io/v2/${repository}/manifests/${tag}`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${token}` },
  });
  return answer.status === 202 ? 204 : answer.status;
};
