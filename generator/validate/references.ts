import { isIP } from 'node:net';
import { show } from './show';

/** Docker Hub, which images without a registry come from. */
export const hub = 'docker.io';
const hubNames: readonly string[] = [hub, 'index.docker.io'];
const nameLimit = 255;
const tagLimit = 128;
/** A tag in the intermediate registry begins with the build's id of 32 digits and "_". */
const imageTagLimit = tagLimit - 33;

// The grammar of references (distribution, package "reference").
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const hostName = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;
const tag = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const imageId = /^[0-9a-f]{64}$/;

const repositoryRule =
  'a repository consists of parts joined by "/", each of lower-case letters and digits with ".", "_", "__" or "-" ' +
  'between them, such as "acme/app"';
const tagRule = `a tag is up to ${tagLimit} letters, digits, "_", "." and "-", and does not begin with "." or "-"`;
const hostRule =
  'expected a host name or address with an optional port, such as "quay.io" or "[fd00::1]:5000"';

/** Why a text is not what it should be, in words that complete the sentence "<text> ..."; nothing if it is. */
export type Check = (text: string) => string | undefined;

const foreign = (text: string, allowed: string): string | undefined => {
  const found = [...text].find((letter) => !/[A-Za-z0-9]/.test(letter) && !allowed.includes(letter));
  return found === ' ' ? 'a space' : found === undefined ? undefined : show(found);
};

/** A tag that an image has once it is promoted. */
export const tagProblem: Check = (text) => {
  if (text === '') return `is empty; ${tagRule}`;
  if (text.length > tagLimit) return `has ${text.length} characters; ${tagRule}`;
  if (!tag.test(text)) {
    const letter = foreign(text, '_.-');
    return letter ? `has ${letter} in it; ${tagRule}` : `begins with ${show(text[0])}; ${tagRule}`;
  }
  return text.length > imageTagLimit
    ? `has ${text.length} characters; expected at most ${imageTagLimit}, as the intermediate registry has the build's id before it`
    : undefined;
};

const explainName = (text: string): string => {
  if (text.includes('://'))
    return `has a scheme in it; write the name alone: ${show(text.slice(text.indexOf('://') + 3))}`;
  if (text.includes('@')) return `has a digest in it; write the name alone: ${show(text.split('@')[0])}`;
  const colon = text.lastIndexOf(':');
  if (colon > text.lastIndexOf('/'))
    return `has a tag in it; write ${show(text.slice(0, colon))} and put ${show(text.slice(colon + 1))} into tags`;
  if (text !== text.toLowerCase() && nameProblem(text.toLowerCase()) === undefined)
    return `has capital letters; repositories are lower case: ${show(text.toLowerCase())}`;
  const letter = foreign(text, '/._-');
  return letter ? `has ${letter} in it; ${repositoryRule}` : `is not well formed; ${repositoryRule}`;
};

/** A repository without a registry. */
const nameProblem: Check = (text) => {
  if (text === '') return `is empty; ${repositoryRule}`;
  if (text.length > nameLimit) return `has ${text.length} characters; a repository has at most ${nameLimit}`;
  if (imageId.test(text))
    return "is 64 digits of 0-9 and a-f, which engines take for an image's id; choose another name";
  return text.split('/').every((part) => component.test(part)) ? undefined : explainName(text);
};

/** Splits `host`, `host:port` or `[v6]:port`. */
const splitAddress = (text: string): { readonly host: string; readonly port: string } => {
  const bracket = text.startsWith('[') ? text.indexOf(']') + 1 : 0;
  const colon = text.indexOf(':', bracket);
  const end = colon < 0 || (text.startsWith('[') && bracket === 0) ? text.length : colon;
  return { host: text.slice(0, end), port: text.slice(end + 1) };
};

/** An address with a zone means something on one machine only. */
const isHost = (host: string): boolean =>
  host.includes(':') || host.startsWith('[')
    ? !host.includes('%') &&
      isIP(host.replace(/^\[|\]$/g, '')) !== 0 &&
      host.startsWith('[') === host.endsWith(']')
    : hostName.test(host);

const isPort = (port: string): boolean =>
  /^[0-9]{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535;

/** A registry by itself: host, and port where it has one. */
const registryProblem: Check = (text) => {
  if (text.includes('://'))
    return `has a scheme in it; write the host alone: ${show(text.slice(text.indexOf('://') + 3).replace(/\/+$/, ''))}`;
  if (text.includes('/')) {
    const [host, ...path] = text.split('/');
    const wayOut = path.join('/') ? ` and begin the repository with ${show(path.join('/'))}` : '';
    return `has a path in it; write ${show(host)}${wayOut}`;
  }
  const { host, port } = splitAddress(text);
  if (!isHost(host)) return `is not a host name; ${hostRule}`;
  return host === text || isPort(port) ? undefined : 'is not a port; expected a number from 1 to 65535';
};

/** Splits a name as engines do: a first part that looks like a host is a registry. */
export const splitRegistry = (name: string): { readonly registry: string; readonly repository: string } => {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  return /[.:]/.test(first) || first === 'localhost'
    ? { registry: first.toLowerCase(), repository: name.slice(slash + 1) }
    : { registry: '', repository: name };
};

/** `docker_registry`: a registry that engines do not take for a namespace on Docker Hub; empty, it is Docker Hub. */
export const targetRegistryProblem: Check = (text) =>
  text === ''
    ? undefined
    : (registryProblem(text) ??
      (splitRegistry(`${text}/x`).registry
        ? undefined
        : 'has neither a dot nor a port, so engines take it for a namespace on Docker Hub; write the full host name or add the port'));

/** A repository, with or without its registry. */
export const repositoryProblem: Check = (text) => {
  if (text.includes('://')) return nameProblem(text);
  const { registry, repository } = splitRegistry(text);
  return (registry ? registryProblem(registry) : undefined) ?? nameProblem(repository);
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
