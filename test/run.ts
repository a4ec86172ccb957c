import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { newest, oldest, outermost, selectGenerations } from '../rehearsal/provision/generations';

/** One part of the test suite: a command, run from the root of the repository. */
interface Step {
  readonly name: string;
  /** Generation of its hosts, where it has one. */
  readonly on?: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Runs beside the others, with those of this lane one after the other: it mostly waits for hosts. */
  readonly lane?: string;
}

const root = resolve(__dirname, '..');
const npx = (...argv: string[]) => [resolve(root, 'node_modules/.bin', argv[0] ?? ''), ...argv.slice(1)];
const py = (tool: string, ...argv: string[]) => [resolve(root, '.venv/check/bin', tool), ...argv];
const cli = (...argv: string[]) => [process.execPath, 'bin/image-gate.js', ...argv];
const python = ['roles', 'rehearsal', 'test'];

const { values: options, positionals: wanted } = parseArgs({
  options: { hosts: { type: 'string' } },
  allowPositionals: true,
});
const hosts = selectGenerations(options.hosts ?? outermost).map(({ name }) => name);
const rehearsedOn = options.hosts === undefined ? [newest] : hosts;
/** All scenarios on one stage, the newcomer's first; one-change.yaml is the same story once more. */
const scenarios = readdirSync(resolve(root, 'rehearsal/scenarios'))
  .filter((name) => name.endsWith('.yaml') && !['default.yaml', 'one-change.yaml'].includes(name))
  .flatMap((name) => ['--scenario', `rehearsal/scenarios/${name}`]);
const rehearse = ['rehearse', '--scenario', 'rehearsal/scenarios/default.yaml', ...scenarios];

/** What no engine decides is tried on one generation, half of it on each of the outermost two. */
const marks = (name: string): string =>
  [
    'hosts',
    ...Object.entries({ oldest_is_enough: oldest, newest_is_enough: newest })
      .filter(([, enough]) => hosts.includes(enough) && name !== enough)
      .map(([mark]) => `not ${mark}`),
  ].join(' and ');

/** In this order, so that what is quick and fails often comes first; what runs beside has a lane of its own. */
const steps: readonly Step[] = [
  { name: 'setup', argv: cli('setup', '--hosts', hosts.join()) },
  { name: 'generated files', argv: cli('generate', '--check') },
  { name: 'tsc', argv: npx('tsc', '--noEmit') },
  { name: 'eslint', argv: npx('eslint', '.') },
  { name: 'prettier', argv: npx('prettier', '--check', '.') },
  { name: 'ruff', argv: py('ruff', 'check', ...python) },
  { name: 'ruff format', argv: py('ruff', 'format', '--check', ...python) },
  {
    name: 'yamllint',
    argv: py('yamllint', '--strict', 'roles', 'playbooks', 'zuul.d', 'examples', 'site.yaml'),
  },
  {
    name: 'ansible-lint',
    argv: py('ansible-lint', '--offline', '--profile', 'production', 'roles', 'playbooks'),
  },
  { name: 'jest', argv: npx('jest') },
  { name: 'pytest', argv: py('pytest', '-q', '-m', 'not hosts', 'test') },
  ...hosts.map((name, index) => ({
    name: 'hosts',
    on: name,
    argv: py('pytest', '-q', '-m', marks(name), '--durations=10', 'test'),
    env: { IMAGE_GATE_HOSTS: name },
    lane: `hosts ${index % 2}`,
  })),
  ...rehearsedOn.map((name) => ({
    name: 'rehearsal',
    on: name,
    argv: cli(...rehearse, '--hosts', name),
  })),
];

const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(', ')}`);
  process.exit(2);
}

interface Result {
  readonly name: string;
  /** The end of what it said, where it was printed in one piece. */
  readonly said: string;
  readonly ok: boolean;
  readonly seconds: number;
}

const lastLines = 25;

/** Runs one step; where another one runs beside it, what it says is printed once it has ended. */
const run = (step: Step, alone: boolean): Promise<Result> => {
  const name = step.on === undefined ? step.name : `${step.name} ${step.on}`;
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
      done({ name, ok, seconds, said: text.trimEnd().split('\n').slice(-lastLines).join('\n') });
    };
    child.on('error', (error) => {
      said.push(Buffer.from(`${command}: ${error.message}\n`));
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
};

const inTurn = async (lane: readonly Step[], alone: boolean): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (const step of lane) results.push(await run(step, alone));
  return results;
};

const main = async (): Promise<void> => {
  const chosen = steps.filter((step) => wanted.length === 0 || wanted.includes(step.name));
  // What the set-up provides, all others need.
  const before = await inTurn(
    chosen.filter(({ name }) => name === 'setup'),
    true,
  );
  const rest = chosen.filter(({ name }) => name !== 'setup');
  const lanes = [...new Set(rest.map(({ lane }) => lane))].map((name) =>
    rest.filter(({ lane }) => lane === name),
  );
  const after = await Promise.all(lanes.map((lane) => inTurn(lane, lanes.length === 1)));
  const results = [...before, ...after.flat()];

  // Others have scrolled it away.
  for (const { name, said } of results.filter(({ ok, said }) => !ok && said !== ''))
    console.log(`${pc.red(`\n== ${name} failed:`)}\n${said}`);
  console.log();
  for (const { name, ok, seconds } of results)
    console.log(
      `${ok ? pc.green('ok  ') : pc.red('FAIL')} ${name.padEnd(24)} ${String(seconds).padStart(5)} s`,
    );
  const failed = results.filter((result) => !result.ok).length;
  console.log(`\n${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
};

void main();
