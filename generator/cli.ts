import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { DiagnosticError, jsonReport, textReport } from './diagnostics';
import { generate, generatePages } from './generate';
import { compareTree, writeTree } from './tree';

const root = resolve(__dirname, '..');

interface GenerateOptions {
  readonly check?: boolean;
  readonly site: string;
  readonly output: string;
}

const check = (options: GenerateOptions): number => {
  const files = { ...generate(root, options.site), ...generatePages(root) };
  const { different, orphans, unexpected } = compareTree(options.output, files);
  const findings = [
    ...Object.values(different),
    ...orphans.map((path) => `${path}: no longer generated`),
    ...unexpected.map((path) => `${path}: not a generated file; nothing else belongs into its folder`),
  ];
  if (findings.length === 0) {
    console.log(`${Object.keys(files).length} generated files are up to date`);
    return 0;
  }
  console.log(findings.join('\n'));
  console.error(
    pc.red(`${findings.length} files differ from what the definitions give. Run: npm run generate`),
  );
  return 1;
};

const write = (options: GenerateOptions): number => {
  const files = { ...generate(root, options.site), ...generatePages(root) };
  const { written, removed, unchanged } = writeTree(options.output, files);
  for (const path of written) console.log(`written  ${path}`);
  for (const path of removed) console.log(`removed  ${path}`);
  console.log(`${written.length} written, ${removed.length} removed, ${unchanged} unchanged`);
  return 0;
};

const program = new Command('image-gate')
  .description('Zuul jobs that gate container images')
  .option('--format <format>', 'how problems are shown: text or json', 'text')
  .option('--debug', 'show where in the program an error arose')
  .exitOverride()
  .showHelpAfterError();

const finish = (code: number): void => {
  process.exitCode = code;
};

program
  .command('generate')
  .description('write roles, playbooks, zuul.d and schemas from the definitions')
  .option('--check', 'write nothing; show what differs, and exit 1 if anything does')
  .option('--site <file>', 'what differs from site to site', resolve(root, 'site.yaml'))
  .option('--output <directory>', 'where the files go', root)
  .addHelpText(
    'after',
    '\nExamples:\n  image-gate generate\n  image-gate generate --check\n  image-gate generate --site /etc/zuul/image-gate.yaml --output /srv/image-gate',
  )
  .action((options: GenerateOptions) => finish(options.check ? check(options) : write(options)));

// The rehearsal is loaded when it is asked for: generating stays quick without it.
const rehearsal = () => import('../rehearsal');

const rehearse = program
  .command('rehearse')
  .description('run changes through check, gate and promote of a real Zuul on this machine')
  .option('--scenario <file>', 'repositories and changes of your own')
  .option('--keep', 'leave everything running; the next call uses it')
  .addHelpText(
    'after',
    '\nExamples:\n  image-gate rehearse\n  image-gate rehearse --keep\n  image-gate rehearse --scenario my-scenario.yaml\n  image-gate rehearse down',
  )
  .action(async (options: { readonly scenario?: string; readonly keep?: boolean }) =>
    finish(await (await rehearsal()).rehearse(options)),
  );

rehearse
  .command('down')
  .description('end what a rehearsal with --keep left running')
  .action(async () => finish(await (await rehearsal()).down()));

program
  .command('setup')
  .description('install what the rehearsal and the tests need')
  .action(async () => finish(await (await rehearsal()).setup()));

const report = (error: unknown): void => {
  const options = program.opts<{ readonly format: string; readonly debug?: boolean }>();
  if (error instanceof CommanderError) {
    finish(error.exitCode === 0 ? 0 : 2);
    return;
  }
  finish(1);
  if (options.debug && error instanceof Error) console.error(error.stack);
  else if (error instanceof DiagnosticError)
    (options.format === 'json' ? console.log : console.error)(
      (options.format === 'json' ? jsonReport : textReport)(error.diagnostics),
    );
  else console.error(error instanceof Error ? error.message : String(error));
};

program.parseAsync().catch(report);
