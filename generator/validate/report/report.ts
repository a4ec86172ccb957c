import { relative } from 'node:path';
import { codeFrame, type Diagnostic } from '../../diagnostics';
import { visible, visibleInPlace, visibleJson } from '../../visible';
import type { Finding } from '../reading/finding';
import type { Place } from '../reading/located';
import { maskedLines } from '../reading/masked';

/** Where to read more about a code. */
export const pageOf = (code: string): string => `docs/lint/${code}.md`;

/** A finding's place as people and programs read it: lines and columns from 1. */
export const positionOf = ({ source, start, end }: Place) => {
  const from = source.lines.linePos(start);
  const to = source.lines.linePos(Math.max(start, end));
  return {
    file: relative('', source.path) || source.path,
    line: from.line,
    column: from.col,
    endLine: to.line,
    endColumn: to.col,
  };
};

/** How much of a line, and of a text of others in a message, is shown. */
const [widest, longest] = [160, 600];

/** The place's line with those around it, secrets masked, and a caret below the place. */
const excerptOf = ({ place }: Finding): string => {
  const { line, column, endLine, endColumn } = positionOf(place);
  const lines = maskedLines(place.source);
  const end = endLine === line ? endColumn : (lines[line - 1] ?? '').trimEnd().length + 1;
  // Of long lines the part around the place.
  const from = column > widest ? column - widest / 2 : 0;
  const shown = Math.min(Math.max(1, end - column), from + widest - column + 1);
  const shownLine = (text: string) => visibleInPlace(text.slice(from, from + widest));
  const first = Math.max(0, line - 2);
  return codeFrame(lines.slice(first, line + 1).map(shownLine), line, column - from, shown, first + 1);
};

const limited = (text: string): string => {
  const shown = visible(text);
  return shown.length > longest ? `${shown.slice(0, longest)}...` : shown;
};

const mostPlaces = 10;

/** Where the same is to be said. */
const alsoAt = ({ also = [] }: Finding): readonly string[] => {
  if (also.length === 0) return [];
  const shown = also.slice(0, mostPlaces).map((place) => {
    const { file, line, column } = positionOf(place);
    return `${visible(file)}:${line}:${column}`;
  });
  const rest = also.length - shown.length;
  return [`Also at ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`];
};

/** A finding as the reporters of the command line show it. */
export const diagnosticOf = (finding: Finding): Diagnostic => {
  const { severity, code, message, hint } = finding;
  const { file, line, column } = positionOf(finding.place);
  return {
    severity,
    code,
    message: limited(message),
    where: `${visible(file)}:${line}:${column}`,
    hint: [...(hint === undefined ? [] : [limited(hint)]), ...alsoAt(finding), `More: ${pageOf(code)}`].join(
      '\n  ',
    ),
    excerpt: excerptOf(finding),
  };
};

/** Findings for programs, in their order. */
export const findingsJson = (findings: readonly Finding[], notes: readonly string[] = []): string =>
  visibleJson(
    JSON.stringify(
      {
        findings: findings.map((finding) => {
          const { severity, code, message, hint, also } = finding;
          return {
            ...positionOf(finding.place),
            severity,
            code,
            message,
            ...(hint ? { hint } : {}),
            ...(also ? { also: also.map(positionOf) } : {}),
            page: pageOf(code),
          };
        }),
        ...(notes.length > 0 ? { notes } : {}),
      },
      null,
      2,
    ),
  );
