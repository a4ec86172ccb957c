import pc from 'picocolors';
import { visible, visibleJson } from './visible';

/** One finding about a definition or about a user's file. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Kebab-case name of the rule, unique. */
  readonly code: string;
  /** What is wrong, with the actual and the expected value. */
  readonly message: string;
  /** Where: the path of a definition (`generator/library/roles/x.ts: tasks.main[3]`), or a file with line and column. */
  readonly where: string;
  /** The way out. */
  readonly hint?: string;
  /** Lines of the source around the place, where there is one. */
  readonly excerpt?: string;
}

/** Stops a command; carries everything that was found in one run. */
export class DiagnosticError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => `${diagnostic.where}: ${diagnostic.message}`).join('\n'));
  }
}

/** Throws if any of the findings is an error. */
export const refuseErrors = (diagnostics: readonly Diagnostic[]): void => {
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error'))
    throw new DiagnosticError(diagnostics);
};

const byPlace = new Intl.Collator('en', { numeric: true });

const sorted = (diagnostics: readonly Diagnostic[]) =>
  [...diagnostics].sort((a, b) => byPlace.compare(a.where, b.where) || byPlace.compare(a.code, b.code));

const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

const asText = ({ where, severity, message, code, excerpt, hint }: Diagnostic): string =>
  [
    `${pc.bold(visible(where))}  ${severity === 'error' ? pc.red(severity) : pc.yellow(severity)}  ${visible(message)}  ${pc.dim(`(${code})`)}`,
    ...(excerpt ? [visibleLines(excerpt)] : []),
    ...(hint ? [`  ${visibleLines(hint)}`] : []),
  ].join('\n');

/** Findings for people, sorted by place. */
export const textReport = (diagnostics: readonly Diagnostic[]): string =>
  sorted(diagnostics).map(asText).join('\n');

/** Findings for programs, sorted by place. */
export const jsonReport = (diagnostics: readonly Diagnostic[]): string =>
  visibleJson(JSON.stringify({ diagnostics: sorted(diagnostics) }, null, 2));

/**
 * A line of a source text with the lines around it and a caret below the place; line and column count from 1. The lines
 * given may begin with any line before it.
 */
export const codeFrame = (
  lines: readonly string[],
  line: number,
  column: number,
  length = 1,
  numberOfFirst = 1,
): string => {
  const first = Math.max(numberOfFirst, line - 1);
  const width = String(line + 1).length;
  return lines
    .slice(first - numberOfFirst, line + 2 - numberOfFirst)
    .flatMap((text, index) => {
      const number = first + index;
      const row = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`;
      return number === line
        ? [row, `  ${' '.repeat(width)} | ${' '.repeat(column - 1)}${'^'.repeat(length)}`]
        : [row];
    })
    .join('\n');
};
