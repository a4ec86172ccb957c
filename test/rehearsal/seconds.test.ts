import { covered, overhead } from '../../rehearsal/report/seconds';
import { divide, type Kind, type Playbook, type Span } from '../../rehearsal/report/spans';

const at = (second: number): string => new Date(second * 1000).toISOString();
const span = (kind: Kind, start: number, end: number): Span => ({
  kind,
  start: start * 1000,
  end: end * 1000,
});

const task = (start: number, end: number, action: string, role?: string) => ({
  task: { name: action, duration: { start: at(start), end: at(end) } },
  ...(role === undefined ? {} : { role: { name: role } }),
  hosts: { node: { action } },
});

const playbook = (phase: string, name: string, ...tasks: readonly ReturnType<typeof task>[]): Playbook => ({
  playbook: `review.example.test/${name}`,
  phase,
  plays: [{ tasks: tasks.slice(0, 1) }, { tasks: tasks.slice(1) }],
});

const playbooks: readonly Playbook[] = [
  playbook('pre', 'site-config/playbooks/base/pre.yaml', task(3, 4, 'command')),
  playbook(
    'run',
    'image-gate/playbooks/docker-image/run.yaml',
    task(6, 7, 'image_plan', 'build-docker-image'),
    task(8, 10, 'ansible.builtin.command', 'build-docker-image'),
    task(10, 11, 'image_push', 'build-docker-image'),
  ),
  playbook('post', 'app/playbooks/post.yaml', task(21, 22, 'command')),
  playbook(
    'post',
    'image-gate/playbooks/buildset-registry/clean.yaml',
    task(23, 24, 'buildset_registry', 'run-buildset-registry'),
  ),
];

test('every second of a build is told once, between tasks as well', () => {
  const spans = divide({ start: 1000, end: 26_000 }, playbooks, true);
  expect(spans.map(({ kind, start, end }) => [kind, start / 1000, end / 1000])).toEqual([
    ['zuul', 1, 3],
    ['zuul', 3, 4],
    ['zuul', 4, 6],
    ['role', 6, 8],
    ['build', 8, 10],
    ['transfer', 10, 11],
    ['waiting', 11, 21],
    ['project', 21, 22],
    ['zuul', 22, 23],
    ['clean-up', 23, 24],
    ['zuul', 24, 26],
  ]);
  expect(covered(spans)).toBe(25_000);
});

test('only a job that pauses waits for others', () => {
  const kinds = divide({ start: 1000, end: 26_000 }, playbooks, false).map(({ kind }) => kind);
  expect(kinds).not.toContain('waiting');
});

test('a build without playbooks is all Zuul', () => {
  expect(divide({ start: 1000, end: 3000 }, [playbook('run', 'x')], false)).toEqual([span('zuul', 1, 3)]);
});

test('what is built and carried at the same time counts once, and all else is overhead', () => {
  const spans = [span('zuul', 0, 5), span('build', 5, 9), span('transfer', 7, 10), span('zuul', 10, 12)];
  expect(covered(spans)).toBe(12_000);
  expect(overhead(spans)).toBe(7000);
});
