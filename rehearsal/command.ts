import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** How to run a command. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Exit codes that are not an error (default: only 0). */
  readonly accept?: readonly number[];
}

/** What a finished command left behind. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that failed; the message holds its last output. */
export class CommandError extends Error {}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-15).join('\n');

/** Runs a command to its end and returns its output; throws when it fails. */
export const run = (argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> => {
  const [file = '', ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = execFile(
      file,
      rest,
      { cwd: options.cwd, env: options.env ?? process.env, maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        if (error !== null && !(options.accept ?? []).includes(code)) {
          reject(
            new CommandError(`${argv.join(' ')}\nfailed: ${lastLines(stderr || stdout || error.message)}`),
          );
        } else resolve({ code, stdout, stderr });
      },
    );
    child.stdin?.on('error', () => undefined); // a command may end without reading its input
    child.stdin?.end(options.input ?? '');
  });
};

/** Starts a command that outlives this process, with its output in a file; returns its process id. */
export const spawnDetached = (argv: readonly string[], log: string): number => {
  const [file = '', ...rest] = argv;
  const out = openSync(log, 'a');
  const child = spawn(file, rest, { detached: true, stdio: ['ignore', out, out] });
  closeSync(out);
  child.on('error', () => undefined); // shows as a missing pid
  child.unref();
  if (child.pid === undefined) throw new CommandError(`${file} cannot be started; is it installed?`);
  return child.pid;
};

/** Waits until a check holds; the error says what was waited for and where to look. */
export const until = async (
  what: string,
  seconds: number,
  check: () => Promise<boolean> | boolean,
  look = '',
): Promise<void> => {
  const end = Date.now() + seconds * 1000;
  while (!(await check())) {
    if (Date.now() > end) throw new CommandError(`${what}: not after ${seconds} s${look && `; see ${look}`}`);
    await new Promise((done) => setTimeout(done, 200));
  }
};
