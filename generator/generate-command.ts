import { resolve } from 'node:path';
import pc from 'picocolors';
import { jsonReport } from './diagnostics';
import { generate, generateCopy, generatePages } from './generate';
import type { Output } from './compile/output';
import { compareTree, driftOf, readHandWritten, refuseForeignFiles, writeTree } from './tree';

/** Options of `image-gate generate`. */
export interface GenerateOptions {
  readonly check?: boolean;
  readonly site: string;
  readonly output: string;
  readonly format: string;
}

/** What the output folder should hold; another one than the library's own gets the whole library, and no page. */
const wantedIn = (root: string, { site, output }: GenerateOptions): Output => {
  if (!isElsewhere(root, output)) {
    const files = generate(site);
    // The Python is there already; it only has to belong to roles that are defined.
    readHandWritten(root, files);
    return { ...files, ...generatePages(root) };
  }
  return generateCopy(root, site);
};

const isElsewhere = (root: string, output: string): boolean => resolve(output) !== resolve(root);

const check = (root: string, options: GenerateOptions): number => {
  const { output, format } = options;
  const files = wantedIn(root, options);
  const found = compareTree(output, files);
  // Beside a library in a folder of its own, the operator's files are none of its business.
  const findings = driftOf(isElsewhere(root, output) ? { ...found, unexpected: [] } : found);
  if (format === 'json') console.log(jsonReport(findings));
  else if (findings.length > 0) {
    console.log(findings.map(({ where, message, excerpt }) => excerpt ?? `${where}: ${message}`).join('\n'));
    const count = findings.length === 1 ? '1 file differs' : `${findings.length} files differ`;
    const run = isElsewhere(root, output) ? 'Run the same command without --check.' : 'Run: npm run generate';
    console.error(pc.red(`${count} from what the definitions give. ${run}`));
  } else console.log(`${Object.keys(files).length} generated files are up to date`);
  return findings.length > 0 ? 1 : 0;
};

const write = (root: string, options: GenerateOptions): number => {
  const { output } = options;
  const files = wantedIn(root, options);
  if (isElsewhere(root, output)) refuseForeignFiles(output, files);
  const { written, removed, unchanged } = writeTree(output, files);
  for (const path of written) console.log(`written  ${path}`);
  for (const path of removed) console.log(`removed  ${path}`);
  console.log(`${written.length} written, ${removed.length} removed, ${unchanged} unchanged`);
  return 0;
};

/** Writes or checks the generated files, prints what there is to say, and returns the exit code. */
export const runGenerate = (root: string, options: GenerateOptions): number =>
  options.check ? check(root, options) : write(root, options);
