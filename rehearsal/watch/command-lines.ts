import { readFileSync, readdirSync } from 'node:fs';

/** Collects the command lines of every process, among them those on the hosts: everybody on a machine can read them. */
export interface CommandLines {
  readonly look: () => void;
  readonly seen: ReadonlySet<string>;
}

/** Starts an empty collection; each look adds what runs at that moment. */
export const collectCommandLines = (): CommandLines => {
  const seen = new Set<string>();
  return {
    seen,
    look: () => {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
          const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
          if (line !== '') seen.add(line);
        } catch {
          continue; // ended in the meantime
        }
      }
    },
  };
};
