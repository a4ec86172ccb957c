import type { Finding } from './finding';
import type { Source } from './located';
import { didYouMean, nearest } from '../words/spelling';

/** Comments of a file that switch rules off. */
export interface Disabled {
  /** For the whole file. */
  readonly everywhere: ReadonlySet<string>;
  /** By line, from 1. */
  readonly lines: ReadonlyMap<number, ReadonlySet<string>>;
  readonly findings: readonly Finding[];
}

const comment = /#\s*image-gate:\s*disable=([\w,\s-]*[\w-])/;

/** Reads the comments `# image-gate: disable=<code>,<code>` of a file. */
export const disabledIn = (source: Source, codes: readonly string[]): Disabled => {
  const everywhere = new Set<string>();
  const lines = new Map<number, ReadonlySet<string>>();
  const findings: Finding[] = [];
  let head = true;
  let offset = 0;
  for (const [index, line] of source.text.split('\n').entries()) {
    const found = comment.exec(line);
    const named = (found?.[1] ?? '').split(/[,\s]+/).filter((code) => code !== '');
    const alone = /^\s*(#|$)/.test(line);
    if (!alone && !/^(---|%)/.test(line)) head = false;
    if (found) {
      const place = { source, start: offset + found.index, end: offset + found.index + found[0].length };
      for (const code of named.filter((each) => !codes.includes(each))) {
        const near = nearest(code, codes);
        const hint = near ? didYouMean(near) : 'The codes are listed in docs/validate.md.';
        findings.push({
          severity: 'warning',
          code: 'unknown-code',
          place,
          message: `there is no rule "${code}"`,
          hint,
        });
      }
      if (head) for (const code of named) everywhere.add(code);
      lines.set(index + 1, new Set([...(lines.get(index + 1) ?? []), ...named]));
      if (alone) lines.set(index + 2, new Set(named));
    }
    offset += line.length + 1;
  }
  return { everywhere, lines, findings };
};
