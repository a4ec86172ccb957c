import pc from 'picocolors';
import { jsonReport } from './diagnostics';
import { generate, generatePages } from './generate';
import { compareTree, driftOf, writeTree } from './tree';

/** Options of `image-gate generate`. */
export interface GenerateOptions {
  readonly check?: boolean;
  readonly site: string;
  readonly output: string;
  readonly format: string;
}

const check = (root: string, { site, output, format }: GenerateOptions): number => {
  const files = { ...generate(root, site), ...generatePages(root) };
  const findings = driftOf(compareTree(output, files));
  if (format === 'json') console.log(jsonReport(findings));
  else if (findings.length > 0) {
    console.log(findings.map(({ where, message, excerpt }) => excerpt ?? `${where}: ${message}`).join('\n'));
    const count = findings.length === 1 ? '1 file differs' : `${findings.length} files differ`;
    console.error(pc.red(`${count} from what the definitions give. Run: npm run generate`));
  } else console.log(`${Object.keys(files).length} generated files are up to date`);
  return findings.length > 0 ? 1 : 0;
};

const write = (root: string, { site, output }: GenerateOptions): number => {
  const files = { ...generate(root, site), ...generatePages(root) };
  const { written, removed, unchanged } = writeTree(output, files);
  for (const path of written) console.log(`written  ${path}`);
  for (const path of removed) console.log(`removed  ${path}`);
  console.log(`${written.length} written, ${removed.length} removed, ${unchanged} unchanged`);
  return 0;
};

/** Writes or checks the generated files, prints what there is to say, and returns the exit code. */
export const runGenerate = (root: string, options: GenerateOptions): number =>
  options.check ? check(root, options) : write(root, options);
