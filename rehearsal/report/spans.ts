import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Build } from '../drive/buildsets';
import { repository } from '../paths';
import { timesOf } from './record';

/** What somebody waits for while a build runs. */
export type Kind = 'zuul' | 'waiting' | 'build' | 'transfer' | 'project' | 'role' | 'clean-up';

/** A part of a build's time, in milliseconds since 1970; `role` is the role of this library whose task it was. */
export interface Span {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
  readonly role?: string;
}

interface Duration {
  readonly start: string;
  readonly end?: string;
}

/** What Zuul writes of a task. */
interface Task {
  readonly task: { readonly name: string; readonly duration: Duration };
  readonly role?: { readonly name: string };
  readonly hosts: Readonly<Record<string, { readonly action?: string }>>;
}

/** What Zuul writes of a playbook (job-output.json). */
export interface Playbook {
  readonly playbook: string | null;
  readonly phase: string;
  readonly plays: readonly { readonly tasks: readonly Task[] }[];
}

const ours = new Set(readdirSync(path.join(repository, 'roles')));

const builders = ['build-docker-image', 'build-container-image'];

// Modules of the library whose time is that of layers on their way.
const transfers = ['registry_copy', 'image_push', 'base_images', 'buildset_registry_images'];

const kindOf = ({ role, hosts }: Task, playbook: string): Kind => {
  const action = Object.values(hosts)[0]?.action ?? '';
  if (playbook.endsWith('/buildset-registry/clean.yaml')) return 'clean-up';
  if (role === undefined || !ours.has(role.name))
    return playbook.includes('/site-config/') ? 'zuul' : 'project';
  if (transfers.includes(action)) return 'transfer';
  return builders.includes(role.name) && action.endsWith('command') ? 'build' : 'role';
};

/** Each task until the next one begins: what Ansible does in between is done for it. */
const spansOf = ({ playbook, plays }: Playbook): readonly Span[] => {
  const tasks = plays.flatMap((play) => play.tasks);
  const ends = tasks.map(({ task }) => Date.parse(task.duration.end ?? task.duration.start));
  return tasks.map((one, index) => ({
    kind: kindOf(one, playbook ?? ''),
    start: Date.parse(one.task.duration.start),
    end: Date.parse(tasks[index + 1]?.task.duration.start ?? '') || Math.max(...ends),
    ...(one.role !== undefined && ours.has(one.role.name) ? { role: one.role.name } : {}),
  }));
};

const readJson = (file: string): unknown =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8') || 'null') : null;

const pauses = (results: unknown): boolean =>
  (results as { data?: { zuul?: { pause?: unknown } } } | null)?.data?.zuul?.pause === true;

/** Where the time of a build went, from its playbooks; what no task took is Zuul's, or a pause for other jobs. */
export const divide = (
  { start, end }: { readonly start: number; readonly end: number },
  playbooks: readonly Playbook[],
  paused: boolean,
): readonly Span[] => {
  const ran = playbooks.filter(({ plays }) => plays.some(({ tasks }) => tasks.length > 0));
  const spans: Span[] = [];
  let now = start;
  for (const [index, playbook] of ran.entries()) {
    const done = spansOf(playbook);
    const first = done[0]?.start ?? now;
    const afterPause = paused && ran[index - 1]?.phase === 'run' && playbook.phase === 'post';
    spans.push({ kind: afterPause ? 'waiting' : 'zuul', start: now, end: first }, ...done);
    now = done.at(-1)?.end ?? first;
  }
  return [...spans, { kind: 'zuul', start: now, end }];
};

/** Where the time of a build went, as Zuul has recorded it. */
export const spansOfBuild = (state: string, build: Build): readonly Span[] => {
  const folder = path.join(state, 'builds', build.uuid, 'work');
  const playbooks = readJson(path.join(folder, 'logs/job-output.json')) as readonly Playbook[] | null;
  return divide(timesOf(build), playbooks ?? [], pauses(readJson(path.join(folder, 'results.json'))));
};
