import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { textReport } from '../../generator/diagnostics';
import { configurationRoots } from '../../generator/validate/reading/files';
import { diagnosticOf } from '../../generator/validate/report/report';
import { findingsIn } from './findings';

const cases = join(__dirname, 'cases');
const update = process.env['UPDATE_GOLDEN'] === '1' && !process.env['CI'];

/** A case is a repository, or holds several that are read together. */
const repositoriesOf = (folder: string): readonly string[] =>
  configurationRoots.some((root) => existsSync(join(folder, root)))
    ? [folder]
    : readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(folder, name));

const plainText = (text: string): string =>
  stripVTControlCharacters(text).replaceAll('test/validate/cases/', '');

test.each(readdirSync(cases))('%s gives exactly the report beside it', (name) => {
  const folder = join(cases, name);
  const findings = findingsIn(repositoriesOf(folder));
  const report =
    findings.length === 0 ? 'nothing\n' : `${plainText(textReport(findings.map(diagnosticOf)))}\n`;
  const expected = join(folder, 'expected.txt');
  if (update) writeFileSync(expected, report);
  expect(report).toBe(readFileSync(expected, 'utf8'));
});
