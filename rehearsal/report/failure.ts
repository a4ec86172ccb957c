import type { Build } from '../drive/buildsets';
import { readBuildLog } from '../watch/phase';

const longest = 40;

/** Output of the tasks that failed in a build, and the log to read on in; `log` is where it will be in the end. */
export const failingTask = (state: string, build: Build, log: string): string => {
  const text = readBuildLog(state, build.uuid);
  if (text === '') return build.error_detail ?? 'the build has no log';
  const lines = text.split('\n').map((line) => line.replace(/^\S+ \S+ \| /, ''));
  const failed = lines.findIndex(
    (line) => /\b(ERROR|fatal|FAILED!?)\b|^ERROR!/.test(line) && !line.includes('ignoring'),
  );
  if (failed < 0) return [...lines.slice(-15), `see ${log}`].join('\n');
  const begin = lines.slice(0, failed).findLastIndex((line) => line.startsWith('TASK ['));
  const end = lines.findIndex((line, index) => index > failed && /^(TASK \[|PLAY RECAP)/.test(line));
  const task = lines.slice(Math.max(begin, 0), end < 0 ? undefined : end).filter((line) => line !== '');
  const shown =
    task.length > longest ? [...task.slice(0, longest), `... ${task.length - longest} more lines`] : task;
  return [...shown, `see ${log}`].join('\n');
};
