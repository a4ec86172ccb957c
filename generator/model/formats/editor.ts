/** Grammars for editors, which know regular expressions alone: what has to be looked at in another way is left to the linter. */
import type { Format } from '../variable';
import { end, unfilled, type Refusal } from './format';
import { grammars, type GrammarName } from './index';

/** A regular expression that good texts and templates match, and what editors show for others. */
export interface Shape {
  readonly pattern: string;
  readonly message: string;
}

const condition = ({ found, unlike, above, of }: Refusal): string => {
  // Another alternative takes templates.
  if (of || found === unfilled.found) return '';
  if (found !== undefined)
    return found.startsWith('^') ? `(?!${found.slice(1)})` : `(?![\\s\\S]*(?:${found}))`;
  return unlike === undefined ? `(?![\\s\\S]{${(above ?? 0) + 1}})` : `(?=(?:${unlike})${end})`;
};

const conditions = (name: GrammarName): string => grammars[name].map(condition).join('');

/** What a text of a format is, in words that complete "expected ...". */
export const expected: Readonly<Record<Format, string>> = {
  tag: "a tag of letters, digits, '_', '.' and '-'",
  'image-tag': "a tag: at most 95 letters, digits, '_', '.' and '-', not beginning with '.' or '-'",
  digest: "a digest, such as 'sha256:' and 64 digits of 0-9 and a-f",
  repository: "a repository in lower case and without a tag, such as 'acme/app'",
  'image-repository':
    "a repository in lower case and without a tag, such as 'acme/app' or 'quay.io/acme/app'",
  host: 'a host name or an address',
  port: 'a port',
  registry: "a registry, such as 'quay.io' or '[fd00::1]:5000'",
  'host-port': "a registry with a dot or a port in it, such as 'quay.io' or 'registry:5000'",
  'build-path': 'a path on one line',
  'build-context': 'a folder relative to zuul_work_dir',
  'build-stage': "the name after 'AS' in the Dockerfile",
  'build-argument': "'NAME=value'",
  'image-label': "'name=value' on one line",
  'environment-name': "the name of an environment variable: letters, digits and '_'",
  platform: "system and architecture, such as 'linux/arm64'",
  'project-name': "host and path of a project, such as 'opendev.org/zuul/zuul'",
};

/** What an editor checks of texts of a format; nothing where it cannot. */
export const shapeOf = (format: Format): Shape | undefined => {
  const name = conditions(format === 'image-repository' ? 'repository' : format);
  const good = format === 'image-repository' ? `(?:[^/]*[.:][^/]*/|localhost/)?${name}` : name;
  return good === '' ? undefined : { pattern: `\\{[{%]|^${good}`, message: `Expected ${expected[format]}.` };
};
