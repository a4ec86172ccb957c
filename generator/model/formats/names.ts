/**
 * Names of images and registries: the grammar of references (distribution, package `reference`), which engines share with the OCI
 * distribution specification 1.1 ("Pulling manifests").
 */
import { end, unfilled, type Grammar, type Refusal } from './format';

/** Characters of a tag, at most. */
const tagLimit = 128;
/** A tag in the intermediate registry begins with the build's id of 32 digits and "_". */
const imageTagLimit = tagLimit - 33;
const nameLimit = 255;

const tagRule = `a tag is up to ${tagLimit} letters, digits, '_', '.' and '-', and does not begin with '.' or '-'`;
const repositoryRule =
  "a repository consists of parts joined by '/', each of lower-case letters and digits with '.', '_', '__' or '-' " +
  "between them, such as 'acme/app'";
const hostRule =
  "expected a host name or address with an optional port, such as 'quay.io' or '[fd00::1]:5000'";
const notHost = `is not a host name; ${hostRule}`;

/** A character that has no place in a name. */
const foreign = (allowed: string, rule: string): Refusal => ({
  found: `([^A-Za-z0-9${allowed}])`,
  words: `has {1:letter} in it; ${rule}`,
});

const tag: Grammar = [
  { unlike: '[\\s\\S]+', words: `is empty; ${tagRule}` },
  { above: tagLimit, words: `has {length} characters; ${tagRule}` },
  unfilled,
  foreign('_.\\-', tagRule),
  { found: '^([.\\-])', words: `begins with {1}; ${tagRule}` },
];

/** A tag of an image that other builds will see. */
const imageTag: Grammar = [
  ...tag,
  {
    above: imageTagLimit,
    words: `has {length} characters; expected at most ${imageTagLimit}, as the intermediate registry has the build's id before it`,
  },
];

/** OCI image specification 1.1, "Digests". */
const digest: Grammar = [
  {
    unlike: 'sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}',
    words: "is not a digest; expected 'sha256:' and 64 digits of 0-9 and a-f",
  },
];

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const anyCase = component.replaceAll('a-z', 'A-Za-z');

/** A name without a registry. */
const repository: Grammar = [
  { unlike: '[\\s\\S]+', words: `is empty; ${repositoryRule}` },
  { above: nameLimit, words: `has {length} characters; a repository has at most ${nameLimit}` },
  {
    found: `^[0-9a-f]{64}${end}`,
    words: "is 64 digits of 0-9 and a-f, which engines take for an image's id; choose another name",
  },
  unfilled,
  {
    found: '^(?:[^/]*://[^/]*|[^/]+:[^/]*)@(?!sha[0-9])',
    words: 'has an account in it; write the name alone, and give the account as a secret',
  },
  { found: '://([\\s\\S]*)', words: 'has a scheme in it; write the name alone: {1}' },
  { found: '^([^@]*)@', words: 'has a digest in it; write the name alone: {1}' },
  {
    found: `^([\\s\\S]*):([^/:]*)${end}`,
    words: 'has a tag in it; write {1} and put {2} into tags',
  },
  {
    found: `^(?=[\\s\\S]*[A-Z])(${anyCase}(?:/${anyCase})*)${end}`,
    words: 'has capital letters; repositories are lower case: {1:lower}',
  },
  foreign('/._\\-', repositoryRule),
  { unlike: `${component}(?:/${component})*`, words: `is not well formed; ${repositoryRule}` },
];

const hex = '[0-9A-Fa-f]{1,4}';
const byte = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const v4 = `(?:${byte}\\.){3}${byte}`;
const last = `(?:${hex}:${hex}|${v4})`;
/** RFC 3986, 3.2.2, without zones: they mean something on one machine only. */
const v6 = `(?:${[
  `(?:${hex}:){6}${last}`,
  `::(?:${hex}:){5}${last}`,
  ...[4, 3, 2, 1, 0].map(
    (rest, before) => `(?:(?:${hex}:){0,${before}}${hex})?::(?:${hex}:){${rest}}${last}`,
  ),
  `(?:(?:${hex}:){0,5}${hex})?::${hex}`,
  `(?:(?:${hex}:){0,6}${hex})?::`,
].join('|')})`;
const label = '[A-Za-z0-9](?:[A-Za-z0-9\\-]*[A-Za-z0-9])?';
const name = `${label}(?:\\.${label})*`;

/** A host name or an address, the latter with or without brackets. */
const host: Grammar = [{ unlike: `${name}|${v6}|\\[${v6}\\]`, words: notHost }];

const number =
  '0{0,4}(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])';
const isPort = `(?=[0-9]{1,5}${end})${number}`;
const notPort = 'is not a port; expected a number from 1 to 65535';

/** A TCP port in digits. */
const port: Grammar = [{ unlike: isPort, words: notPort }];

/** Characters of a host name (RFC 1035, section 2.3.4), a colon, and a port with leading zeros. */
const hostLimit = 253 + 1 + 5;

/** Host, and port where it has one. */
const registry: Grammar = [
  unfilled,
  { above: hostLimit, words: `has {length} characters; expected at most ${hostLimit}` },
  { found: '@', words: 'has an account in it; write the host alone, and give the account as a secret' },
  { found: '://([^/]*)', words: 'has a scheme in it; write the host alone: {1}' },
  {
    found: '^([^/]*)/([\\s\\S]+)',
    words: 'has a path in it; write {1} and begin the repository with {2}',
  },
  { found: '^([^/]*)/', words: 'has a path in it; write {1}' },
  { unlike: `(?:${name}|\\[${v6}\\])(?::[\\s\\S]*)?`, words: notHost },
  { unlike: `(?:[^:\\[]*|\\[[^\\]]*\\])(?::${isPort})?`, words: notPort },
];

/** The registry of a job: one that engines do not take for a namespace of Docker Hub; empty, it is Docker Hub. */
const targetRegistry: Grammar = [
  ...registry.map((refusal) =>
    refusal.unlike === undefined ? refusal : { ...refusal, unlike: `(?:${refusal.unlike})?` },
  ),
  {
    found: `^(?!localhost${end})[^.:]+${end}`,
    words:
      'has neither a dot nor a port, so engines take it for a namespace on Docker Hub; write the full host name or add the port',
  },
];

export const names = {
  tag,
  'image-tag': imageTag,
  digest,
  repository,
  host,
  port,
  registry,
  'host-port': targetRegistry,
};
