import pc from 'picocolors';
import type { RunningBuild } from './status';

/** Writes lines about what goes on, with the seconds since the beginning. */
export interface Progress {
  readonly say: (message: string) => void;
  /** Writes a line for each build that does something else than at the last call. */
  readonly builds: (builds: readonly RunningBuild[]) => void;
}

const paint = (doing: string): string => {
  if (doing === 'SUCCESS') return pc.green(doing);
  return /^[A-Z_]+$/.test(doing) ? pc.red(doing) : doing;
};

/** Progress as lines of text, good for terminals and logs alike. */
export const progressTo = (write: (line: string) => void): Progress => {
  const begin = Date.now();
  const seen = new Map<string, string>();
  const line = (text: string): void =>
    write(`${pc.dim(`${String(Math.round((Date.now() - begin) / 1000)).padStart(4)} s`)}  ${text}`);
  return {
    say: line,
    builds: (builds) => {
      for (const build of builds) {
        if (seen.get(build.uuid) === build.doing) continue;
        seen.set(build.uuid, build.doing);
        const what = `${build.pipeline.padEnd(8)} ${build.item.padStart(3)}  ${build.job.padEnd(24)}`;
        line(
          `${what} ${paint(build.doing)}${/^[A-Z_]+$/.test(build.doing) ? ` after ${build.seconds} s` : ''}`,
        );
      }
    },
  };
};
