import { posix } from 'node:path';
import type { Format } from '../model/variable';
import { repositoryProblem, tagProblem, targetRegistryProblem, type Check } from './references';
import { show } from './show';
import { unquote } from './shell-words';

// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f]/;
// eslint-disable-next-line no-control-regex
const blank = /^[\s\u001c-\u001f\u0085]*$/;

const pathProblem: Check = (text) => {
  if (control.test(text)) return 'has a control character in it; expected a path on one line';
  return text.startsWith('-')
    ? 'begins with "-", which the build command takes for an option; expected a path'
    : undefined;
};

const contextProblem: Check = (text) => {
  if (text.startsWith('/')) return 'is absolute; expected a directory relative to zuul_work_dir';
  if (posix.normalize(text).split('/')[0] === '..')
    return 'leaves zuul_work_dir; expected a directory below it, or set zuul_work_dir to the one above';
  return pathProblem(text);
};

const stageProblem: Check = (text) =>
  /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(text)
    ? undefined
    : 'is not a build stage; expected the name after "AS" in the Dockerfile';

const argumentProblem: Check = (text) => {
  const value = unquote(text);
  if (value.includes('\0')) return 'has a NUL character in it; expected "NAME=value"';
  if (value.startsWith('-')) return 'looks like an option of the build command; expected "NAME=value"';
  if (blank.test(value.split('=')[0] ?? '')) return 'has no name; expected "NAME=value"';
  return value.includes(' --build-arg ')
    ? 'holds several build arguments; write each as an item of its own'
    : undefined;
};

const labelProblem: Check = (text) => {
  if (control.test(text)) return 'has a control character in it; expected "name=value" on one line';
  return blank.test(text.split('=')[0] ?? '') ? 'has no name; expected "name=value"' : undefined;
};

const projectProblem: Check = (text) => {
  const parts = text.split('/');
  const good =
    parts.length >= 2 &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..') &&
    /^[A-Za-z0-9/._~+-]*$/.test(text) &&
    !text.startsWith('-');
  return good
    ? undefined
    : `is not a project; expected host and path, such as ${show('opendev.org/zuul/zuul')}`;
};

/** What the formats of fields mean. */
export const formats: Readonly<Record<Format, Check>> = {
  'build-argument': argumentProblem,
  'build-context': contextProblem,
  'build-path': pathProblem,
  'build-stage': stageProblem,
  'host-port': targetRegistryProblem,
  'image-label': labelProblem,
  'image-repository': repositoryProblem,
  'image-tag': tagProblem,
  'project-name': projectProblem,
};
