import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Log of a build, in the folder in which the executor runs it; the folder is kept. */
export const buildLog = (state: string, uuid: string): string =>
  path.join(state, 'builds', uuid, 'work/logs/job-output.txt');

/** What a build has written so far; empty before its first playbook. */
export const readBuildLog = (state: string, uuid: string): string => {
  const log = buildLog(state, uuid);
  return existsSync(log) ? readFileSync(log, 'utf8') : '';
};

/** The phase that a build has reached, by the lines that Zuul writes into its log. */
export const phaseOf = (state: string, uuid: string): string => {
  const starts = [...readBuildLog(state, uuid).matchAll(/^\S+ \S+ \| (PRE-RUN|RUN|POST-RUN) START/gm)];
  return (starts.at(-1)?.[1] ?? 'preparing').toLowerCase();
};
