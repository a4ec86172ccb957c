import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { DiagnosticError, jsonReport, textReport } from './diagnostics';
import type { RehearseOptions } from '../rehearsal';
import type { GenerateOptions } from './generate-command';

const root = resolve(__dirname, '..');

const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};

const program = new Command('image-gate')
  .description('Zuul jobs that gate container images')
  .version(version)
  .addOption(
    new Option('--format <format>', 'how problems are shown; sarif by validate only')
      .choices(['text', 'json', 'sarif'])
      .default('text'),
  )
  .option('--debug', 'show where in the program an error arose')
  .exitOverride()
  .showHelpAfterError();

interface CommonOptions {
  readonly format: 'text' | 'json' | 'sarif';
  readonly debug?: boolean;
}

const isJson = (): boolean => program.opts<CommonOptions>().format === 'json';

const finish = (code: number): void => {
  process.exitCode = code;
};

// What a command needs is loaded when it is asked for: the others stay quick.
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
  .action(async (options: Omit<GenerateOptions, 'format'>) => {
    const { runGenerate } = await import('./generate-command');
    finish(runGenerate(root, { ...options, format: program.opts<CommonOptions>().format }));
  });

program
  .command('validate')
  .description("check a project's Zuul configuration: its use of these jobs, and how they work together")
  .argument('[paths...]', 'repositories or files; all of them are read as one configuration', [])
  .option('--site <file>', 'what differs from site to site', resolve(root, 'site.yaml'))
  .option('--strict', 'exit 1 on warnings as well')
  .addHelpText(
    'after',
    '\nExamples:\n  image-gate validate\n  image-gate validate ../base-image ../app\n  image-gate validate --strict --format sarif > findings.sarif',
  )
  .action(async (paths: readonly string[], options: { readonly site: string; readonly strict?: boolean }) => {
    const { runValidate } = await import('./validate/command');
    const { format } = program.opts<CommonOptions>();
    const { output, code } = runValidate(paths, { ...options, format });
    (code === 2 ? console.error : console.log)(output);
    finish(code);
  });

const rehearsal = () => import('../rehearsal');
const stateOption = ['--state <folder>', 'where it writes everything (default: .rehearsal/site)'] as const;

const rehearse = program
  .command('rehearse')
  .description('run changes through check, gate and promote of a real Zuul on this machine')
  .addOption(
    new Option('--scenario <file>', 'repositories and changes of your own; several run one after the other')
      // Without a parser of its own, the option would take the word after the file as a further one.
      .argParser((file: string, others: readonly string[] = []) => [...others, file]),
  )
  .option('--keep', 'leave everything running; the next call uses it')
  .option('--hosts <name>', 'generation of the hosts, such as docker29 (default: bookworm)')
  .option(...stateOption)
  .addHelpText(
    'after',
    '\nExamples:\n  image-gate rehearse\n  image-gate rehearse --keep\n  image-gate rehearse --hosts docker29\n  image-gate rehearse --scenario my-scenario.yaml\n  image-gate rehearse --scenario one.yaml --scenario two.yaml\n  image-gate rehearse down',
  )
  .action(async (options: RehearseOptions) => finish(await (await rehearsal()).rehearse(options)));

rehearse
  .command('down')
  .description('end what a rehearsal with --keep left running')
  .option(...stateOption)
  .action(async (_: unknown, command: Command) =>
    // An option that the parent has as well is read by the parent.
    finish(await (await rehearsal()).down(command.optsWithGlobals<RehearseOptions>())),
  );

program
  .command('setup')
  .description('install what the rehearsal and the tests need')
  .option('--hosts <names>', 'generations of hosts, or all (default: the oldest and the newest)')
  .option(
    '--only <part>',
    'tools (linters, Ansible) or zuul (its parser), which need neither root nor Debian; registries or hosts',
  )
  .addHelpText(
    'after',
    '\nExamples:\n  image-gate setup\n  image-gate setup --only tools\n  image-gate setup --hosts trixie,sid',
  )
  .action(async (options: { readonly hosts?: string; readonly only?: string }) =>
    finish(await (await rehearsal()).setup(options)),
  );

const report = (error: unknown): void => {
  if (error instanceof CommanderError) {
    finish(error.exitCode === 0 ? 0 : 2);
    return;
  }
  finish(1);
  if (program.opts<CommonOptions>().debug && error instanceof Error) console.error(error.stack);
  else if (!(error instanceof DiagnosticError))
    console.error(error instanceof Error ? error.message : String(error));
  else if (isJson()) console.log(jsonReport(error.diagnostics));
  else console.error(textReport(error.diagnostics));
};

program.parseAsync().catch(report);
