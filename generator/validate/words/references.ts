/** Docker Hub, which images without a registry come from. */
const hub = 'docker.io';
const hubNames: readonly string[] = [hub, 'index.docker.io'];

/** Splits a name as engines do: a first part that looks like a host is a registry. */
export const splitRegistry = (name: string): { readonly registry: string; readonly repository: string } => {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  return /[.:]/.test(first) || first === 'localhost'
    ? { registry: first.toLowerCase(), repository: name.slice(slash + 1) }
    : { registry: '', repository: name };
};

/** A registry's one name: `docker.io` for Docker Hub under any of its names. */
export const canonicalRegistry = (registry: string): string => {
  const lower = registry.toLowerCase();
  return lower === '' || hubNames.includes(lower) ? hub : lower;
};

/** Registry and repository in one text that is the same for every spelling of the same image. */
export const canonicalName = (registry: string, repository: string): string => {
  const place = canonicalRegistry(registry);
  return place === hub && !repository.includes('/')
    ? `${place}/library/${repository}`
    : `${place}/${repository}`;
};
