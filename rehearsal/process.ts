import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks between boot and its start (proc(5), field 22 of stat). */
  readonly started: string;
}

const stat = (pid: number): { readonly state: string; readonly started: string } | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
};

/** Identifies a running process. */
export const identify = (pid: number): ProcessId => ({ pid, started: stat(pid)?.started ?? '' });

/** True while that very process runs; a zombie does not. */
export const isRunning = (id: ProcessId): boolean => {
  const found = stat(id.pid);
  return found !== undefined && found.started === id.started && !'ZX'.includes(found.state);
};

/** Children of a process, as the kernel lists them. */
export const children = (pid: number): readonly number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
};
