import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { newest, outermost, selectGenerations } from '../rehearsal/hosts/generations';
import { machineProblems } from '../rehearsal/provision/machine';
import { isAnywhere, isNeededBy, parts, type Part } from '../rehearsal/provision/parts';
import { root, setUp, stepsOn, type Step } from './steps';

const { values: options, positionals: wanted } = parseArgs({
  options: { hosts: { type: 'string' } },
  allowPositionals: true,
});
const hosts = selectGenerations(options.hosts ?? outermost).map(({ name }) => name);
const steps = stepsOn(hosts, options.hosts === undefined ? [newest] : hosts);

const names = ['setup', ...steps.map(({ name }) => name)];
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. Steps: ${[...new Set(names)].join(', ')}`);
  process.exit(2);
}

interface Result {
  readonly name: string;
  readonly outcome: 'ok' | 'FAIL' | 'skip';
  /** The end of what it said, where it was printed in one piece; or why it was skipped. */
  readonly said: string;
  readonly seconds: number;
}

const lastLines = 25;
const nameOf = ({ name, on }: Step): string => (on === undefined ? name : `${name} ${on}`);

/** Runs one step; where another one runs beside it, what it says is printed once it has ended. */
const run = (step: Step, alone: boolean): Promise<Result> => {
  const name = nameOf(step);
  console.log(alone ? pc.bold(`\n== ${name}`) : pc.dim(`-- ${name} begins`));
  const begin = Date.now();
  const [command = '', ...argv] = step.argv;
  // The tools find each other first: ansible-lint starts the ansible-playbook beside it.
  const path = `${resolve(root, '.venv/check/bin')}:${process.env['PATH'] ?? ''}`;
  const child = spawn(command, argv, {
    cwd: root,
    env: { ...process.env, PATH: path, ...step.env },
    stdio: ['ignore', alone ? 'inherit' : 'pipe', alone ? 'inherit' : 'pipe'],
  });
  const said: Buffer[] = [];
  child.stdout?.on('data', (piece: Buffer) => said.push(piece));
  child.stderr?.on('data', (piece: Buffer) => said.push(piece));
  return new Promise((done) => {
    const end = (ok: boolean): void => {
      const seconds = Math.round((Date.now() - begin) / 1000);
      if (!alone) console.log(pc.bold(`\n== ${name}`));
      const text = Buffer.concat(said).toString();
      if (text !== '') console.log(text);
      const last = text.trimEnd().split('\n').slice(-lastLines).join('\n');
      done({ name, outcome: ok ? 'ok' : 'FAIL', seconds, said: last });
    };
    child.on('error', (error) => {
      said.push(Buffer.from(`${command}: ${error.message}\n`));
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
};

/** Provides the parts that steps need, one after the other and beside the steps; each is asked for once. */
const provideParts = (needed: readonly Part[], problems: readonly string[], alone: boolean) => {
  const provided = new Map<Part, Promise<Result>>();
  let before: Promise<unknown> = Promise.resolve();
  for (const part of needed) {
    const step = setUp(part, hosts);
    const result =
      isAnywhere(part) || problems.length === 0
        ? before.then(() => run(step, alone))
        : Promise.resolve<Result>({
            name: step.name,
            outcome: 'skip',
            seconds: 0,
            said: problems.join('; '),
          });
    provided.set(part, result);
    before = result;
  }
  return provided;
};

const reasonOf = ({ name, outcome, said }: Result): string => (outcome === 'FAIL' ? `${name} failed` : said);

const inTurn = async (
  lane: readonly Step[],
  provided: ReadonlyMap<Part, Promise<Result>>,
  alone: boolean,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (const step of lane) {
    const set = step.needs === undefined ? undefined : await provided.get(step.needs);
    const skipped = set !== undefined && set.outcome !== 'ok';
    results.push(
      skipped
        ? { name: nameOf(step), outcome: 'skip', seconds: 0, said: reasonOf(set) }
        : await run(step, alone),
    );
  }
  return results;
};

const colors = { ok: pc.green, FAIL: pc.red, skip: pc.yellow } as const;

const main = async (): Promise<void> => {
  const chosen = steps.filter((step) => wanted.length === 0 || wanted.includes(step.name));
  const needed = parts.filter(
    (part) =>
      wanted.includes('setup') || chosen.some(({ needs }) => needs !== undefined && isNeededBy(part, needs)),
  );
  const lanes = [...new Set(chosen.map(({ lane }) => lane))].map((name) =>
    chosen.filter(({ lane }) => lane === name),
  );
  const alone = needed.length + lanes.length === 1;
  const provided = provideParts(needed, await machineProblems(), alone);
  const ran = await Promise.all(lanes.map((lane) => inTurn(lane, provided, alone)));
  const results = [...(await Promise.all(provided.values())), ...ran.flat()];

  // Others have scrolled it away.
  for (const { name, said } of results.filter(({ outcome, said }) => outcome === 'FAIL' && said !== ''))
    console.log(`${pc.red(`\n== ${name} failed:`)}\n${said}`);
  console.log();
  for (const { name, outcome, seconds } of results)
    console.log(`${colors[outcome](outcome.padEnd(4))} ${name.padEnd(24)} ${String(seconds).padStart(5)} s`);
  const count = (wantedOutcome: Result['outcome']): number =>
    results.filter(({ outcome }) => outcome === wantedOutcome).length;
  const skipped = results.find(({ outcome }) => outcome === 'skip');
  console.log(
    `\n${count('ok')} passed, ${count('FAIL')} failed` +
      (skipped === undefined ? '' : `, ${count('skip')} skipped: ${skipped.said}`),
  );
  // Where everything is supposed to run, what is skipped is a failure.
  const isWhole = skipped === undefined || process.env['CI'] === undefined;
  process.exitCode = count('FAIL') === 0 && isWhole ? 0 : 1;
};

void main();
