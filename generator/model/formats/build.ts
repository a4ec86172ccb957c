/** What a build is told. */
import { blank, control, end, type Grammar } from './format';

/** Characters that a path can have on Linux (PATH_MAX), and an argument of a command (MAX_ARG_STRLEN), both with a byte at their end. */
const [pathLimit, argumentLimit] = [4095, 131_071];

const argumentSize = {
  above: argumentLimit,
  words: `has {length} characters; an argument of a command has at most ${argumentLimit}`,
};

/** A file or directory. */
const path: Grammar = [
  { above: pathLimit, words: `has {length} characters; a path has at most ${pathLimit}` },
  { found: control, words: 'has a control character in it; expected a path on one line' },
  {
    found: '^-',
    words: "begins with '-', which the build command takes for an option; expected a path",
  },
];

/** A directory below the one that the job works in. */
const context: Grammar = [
  ...path.slice(0, 1),
  { found: '^/', words: 'is absolute; expected a directory relative to zuul_work_dir' },
  {
    of: 'normal',
    found: `^\\.\\.(?:/|${end})`,
    words: 'leaves zuul_work_dir; expected a directory below it, or set zuul_work_dir to the one above',
  },
  ...path.slice(1),
];

const stage: Grammar = [
  argumentSize,
  {
    unlike: '[A-Za-z0-9_][A-Za-z0-9_.\\-]*',
    words: "is not a build stage; expected the name after 'AS' in the Dockerfile",
  },
];

/** Job files quote it as for a shell, because one used to read it. */
const argument: Grammar = [
  argumentSize,
  { of: 'unquoted', found: '\\u0000', words: "has a NUL character in it; expected 'NAME=value'" },
  {
    of: 'unquoted',
    found: '^-',
    words: "looks like an option of the build command; expected 'NAME=value'",
  },
  {
    of: 'unquoted',
    found: `^${blank}*(?:=|${end})`,
    words: "has no name; expected 'NAME=value'",
  },
  {
    of: 'unquoted',
    found: ' --build-arg ',
    words: 'holds several build arguments; write each as an item of its own',
  },
];

const label: Grammar = [
  argumentSize,
  { found: control, words: "has a control character in it; expected 'name=value' on one line" },
  { found: `^${blank}*(?:=|${end})`, words: "has no name; expected 'name=value'" },
];

/** A platform as engines name it: OCI image specification 1.1, "Image Index", with Go's names. */
const platform: Grammar = [
  {
    unlike: '[a-z0-9]+/[a-z0-9_]+(?:/[a-z0-9.]+)?',
    words: "is not a platform; expected system and architecture, such as 'linux/arm64'",
  },
];

const environmentName: Grammar = [
  argumentSize,
  {
    unlike: '[A-Za-z_][A-Za-z0-9_]*',
    words:
      "is not the name of an environment variable; expected letters, digits and '_', such as 'DOCKER_BUILDKIT'",
  },
];

const part = `(?!\\.{1,2}(?:/|${end}))[A-Za-z0-9._~+\\-]+`;

/** A project by its canonical name. */
const project: Grammar = [
  ...path.slice(0, 1),
  {
    unlike: `(?!-)${part}(?:/${part})+`,
    words: "is not a project; expected host and path, such as 'opendev.org/zuul/zuul'",
  },
];

export const build = {
  'build-path': path,
  'build-context': context,
  'build-stage': stage,
  'build-argument': argument,
  'image-label': label,
  'environment-name': environmentName,
  platform,
  'project-name': project,
};
