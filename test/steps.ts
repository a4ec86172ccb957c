import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { newest, oldest } from '../rehearsal/hosts/generations';
import type { Part } from '../rehearsal/provision/parts';

/** One part of the test suite: a command, run from the root of the repository. */
export interface Step {
  readonly name: string;
  /** Generation of its hosts, where it has one. */
  readonly on?: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the set-up has to provide before it begins. */
  readonly needs?: Part;
  /** Runs beside the others, with those of this lane one after the other: it mostly waits for hosts. */
  readonly lane?: string;
}

export const root = resolve(__dirname, '..');
const npx = (...argv: string[]) => [resolve(root, 'node_modules/.bin', argv[0] ?? ''), ...argv.slice(1)];
const py = (tool: string, ...argv: string[]) => [resolve(root, '.venv/check/bin', tool), ...argv];
const cli = (...argv: string[]) => [process.execPath, 'bin/image-gate.js', ...argv];
const python = ['roles', 'rehearsal', 'test'];

/** All scenarios on one stage, the newcomer's first; one-change.yaml is the same story once more. */
const scenarios = readdirSync(resolve(root, 'rehearsal/scenarios'))
  .filter((name) => name.endsWith('.yaml') && !['default.yaml', 'one-change.yaml'].includes(name))
  .flatMap((name) => ['--scenario', `rehearsal/scenarios/${name}`]);
const rehearse = ['rehearse', '--scenario', 'rehearsal/scenarios/default.yaml', ...scenarios];

/** What no engine decides is tried on one generation, half of it on each of the outermost two. */
const marks = (name: string, hosts: readonly string[]): string =>
  [
    'hosts',
    ...Object.entries({ oldest_is_enough: oldest, newest_is_enough: newest })
      .filter(([, enough]) => hosts.includes(enough) && name !== enough)
      .map(([mark]) => `not ${mark}`),
  ].join(' and ');

/** The set-up of a part, with these hosts. */
export const setUp = (part: Part, hosts: readonly string[]): Step => ({
  name: `set-up of ${part}`,
  argv: cli('setup', '--only', part, '--hosts', hosts.join()),
});

/** In this order, so that what is quick and fails often comes first; what runs beside has a lane of its own. */
export const stepsOn = (hosts: readonly string[], rehearsedOn: readonly string[]): readonly Step[] => [
  { name: 'generated files', argv: cli('generate', '--check') },
  { name: 'tsc', argv: npx('tsc', '--noEmit') },
  { name: 'eslint', argv: npx('eslint', '.') },
  { name: 'dead code', argv: npx('knip', '--no-progress') },
  { name: 'prettier', argv: npx('prettier', '--check', '.') },
  { name: 'ruff', argv: py('ruff', 'check', ...python), needs: 'tools' },
  { name: 'ruff format', argv: py('ruff', 'format', '--check', ...python), needs: 'tools' },
  {
    name: 'yamllint',
    argv: py('yamllint', '--strict', 'roles', 'playbooks', 'zuul.d', 'examples', 'site.yaml'),
    needs: 'tools',
  },
  {
    name: 'ansible-lint',
    argv: py('ansible-lint', '--offline', '--profile', 'production', 'roles', 'playbooks'),
    needs: 'tools',
  },
  { name: 'jest', argv: npx('jest', '--testPathIgnorePatterns', 'test/zuul/'), needs: 'tools' },
  {
    name: 'pytest',
    argv: py('pytest', '-q', '-m', 'not hosts and not registries', 'test'),
    needs: 'tools',
  },
  { name: "zuul's parser", argv: npx('jest', 'test/zuul/'), needs: 'zuul' },
  {
    name: 'registries',
    argv: py('pytest', '-q', '-m', 'registries and not hosts', 'test'),
    needs: 'registries',
  },
  ...hosts.map((name, index): Step => ({
    name: 'hosts',
    on: name,
    argv: py('pytest', '-q', '-m', marks(name, hosts), '--durations=10', 'test'),
    env: { IMAGE_GATE_HOSTS: name },
    needs: 'hosts',
    lane: `hosts ${index % 2}`,
  })),
  ...rehearsedOn.map((name): Step => ({
    name: 'rehearsal',
    on: name,
    argv: cli(...rehearse, '--hosts', name),
    needs: 'hosts',
    lane: 'rehearsal',
  })),
];
