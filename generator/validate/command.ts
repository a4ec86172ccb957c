import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DiagnosticError, jsonReport, textReport } from '../diagnostics';
import { library } from '../library';
import { readSite } from '../site';
import { visible, visibleJson } from '../visible';
import { check, readFiles, type Checked } from '.';
import type { ReadFiles } from './reading/files';
import { diagnosticOf, findingsJson } from './report/report';
import { sarifLog } from './report/sarif';

/** Options of `image-gate validate`. */
export interface ValidateOptions {
  readonly site: string;
  /** `text`, `json` or `sarif`. */
  readonly format: string;
  readonly strict?: boolean;
}

/** What the command prints, and its exit code. */
export interface Outcome {
  readonly output: string;
  readonly code: 0 | 1 | 2;
}

const versionOf = (): string => {
  const text = readFileSync(resolve(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
};

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;

const textOutput = ({ findings, notes }: Checked, files: number): string => {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const total = `${count(files, 'file')}: ${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`;
  const report = findings.length === 0 ? [] : [textReport(findings.map(diagnosticOf)), ''];
  return [...report, ...notes.map(visible), total].join('\n');
};

/** The site, or what is wrong with its file. */
const siteOf = ({ site, format }: ValidateOptions): ReturnType<typeof readSite> | Outcome => {
  try {
    return readSite(site);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const report = format === 'json' ? jsonReport : textReport;
    return { output: report(error.diagnostics), code: 2 };
  }
};

/** Checks the configuration at these paths; all of it belongs together. */
export const runValidate = (paths: readonly string[], options: ValidateOptions): Outcome => {
  const read: ReadFiles[] = [];
  for (const path of paths.length > 0 ? paths : ['.']) {
    try {
      read.push(readFiles(path));
    } catch (error) {
      return { output: visible(error instanceof Error ? error.message : String(error)), code: 2 };
    }
  }
  const site = siteOf(options);
  if ('code' in site) return site;
  const checked = check(read, library(site), site);
  const { findings, notes } = checked;
  const failed = findings.some(({ severity }) => severity === 'error' || options.strict === true);
  const output =
    options.format === 'json'
      ? findingsJson(findings, notes)
      : options.format === 'sarif'
        ? visibleJson(JSON.stringify(sarifLog(findings, versionOf(), notes), null, 2))
        : textOutput(
            checked,
            read.reduce((sum, { sources }) => sum + sources.length, 0),
          );
  return { output, code: failed ? 1 : 0 };
};
