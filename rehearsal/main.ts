import { Command } from 'commander';
import { down, rehearse, setup, type RehearseOptions } from '.';

// The commands of the rehearsal alone.
const program = new Command('rehearsal');
const exit = (code: number): void => {
  process.exitCode = code;
};
program.command('setup').action(async () => exit(await setup()));
const command = program
  .command('rehearse', { isDefault: true })
  .option('--scenario <file>')
  .option('--keep')
  .option('--state <folder>')
  .action(async (options: RehearseOptions) => exit(await rehearse(options)));
command
  .command('down')
  .option('--state <folder>')
  .action(async (options: { state?: string }) => exit(await down(options)));
program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
