import { relative } from 'node:path';
import { codeFrame, type Diagnostic } from '../diagnostics';
import type { Finding } from './finding';
import { maskedLines } from './masked';

/** Where to read more about a code. */
export const pageOf = (code: string): string => `docs/lint/${code}.md`;

/** A finding's place as people and programs read it: lines and columns from 1. */
export const positionOf = ({ place }: Finding) => {
  const { source, start, end } = place;
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

/** The place's line with those around it, secrets masked, and a caret below the place. */
const excerptOf = (finding: Finding): string => {
  const lines = maskedLines(finding.place.source);
  const { line, column, endLine, endColumn } = positionOf(finding);
  const end = endLine === line ? endColumn : (lines[line - 1] ?? '').trimEnd().length + 1;
  return codeFrame(lines, line, column, Math.max(1, end - column));
};

/** A finding as the reporters of the command line show it. */
export const diagnosticOf = (finding: Finding): Diagnostic => {
  const { severity, code, message, hint } = finding;
  const { file, line, column } = positionOf(finding);
  return {
    severity,
    code,
    message,
    where: `${file}:${line}:${column}`,
    hint: [hint, `More: ${pageOf(code)}`].filter((text) => text !== undefined).join('\n  '),
    excerpt: excerptOf(finding),
  };
};

/** Findings for programs, in their order. */
export const findingsJson = (findings: readonly Finding[]): string =>
  JSON.stringify(
    {
      findings: findings.map((finding) => {
        const { severity, code, message, hint } = finding;
        return {
          ...positionOf(finding),
          severity,
          code,
          message,
          ...(hint ? { hint } : {}),
          page: pageOf(code),
        };
      }),
    },
    null,
    2,
  );
