import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const repository = join(__dirname, '../..');

/** A project of a tenant; `files` add to, or stand in for, those of `directory`. */
export interface Project {
  readonly name: string;
  readonly directory?: string;
  readonly branch?: string;
  readonly trusted?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What to load, and what to freeze in it. */
export interface TenantQuestion {
  readonly projects: readonly Project[];
  readonly jobs?: readonly { readonly job: string; readonly project: string; readonly pipeline: string }[];
  readonly graphs?: readonly { readonly project: string; readonly pipeline: string }[];
}

/** Something that is wrong with the configuration. */
export interface Message {
  readonly severity: 'error' | 'warning';
  readonly kind: string;
  readonly project: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string;
}

/** A playbook of a frozen job. */
export interface FrozenPlaybook {
  readonly phase: 'pre' | 'run' | 'post' | 'cleanup';
  readonly project: string;
  readonly path: string;
  readonly level: number;
  /** Runs even if the job is cancelled. */
  readonly cleanup: boolean;
  readonly trusted: boolean;
  readonly secrets: readonly string[];
  readonly roles: readonly string[];
}

/** A job as it would run; `error` is what keeps Zuul from running it. */
export interface FrozenJob {
  readonly name: string;
  readonly pipeline: string;
  readonly error: string | null;
  readonly abstract: boolean;
  readonly post_review: boolean;
  readonly allowed_projects: readonly string[] | null;
  readonly timeout: number | null;
  readonly voting: boolean;
  readonly provides: readonly string[];
  readonly requires: readonly string[];
  readonly semaphores: readonly string[];
  readonly nodes: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly playbooks: readonly FrozenPlaybook[];
}

/** What a project runs in a pipeline; with `error`, why it runs nothing. */
export interface FrozenGraph {
  readonly project: string;
  readonly pipeline: string;
  readonly error: string | null;
  readonly jobs: readonly FrozenJob[];
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

/** What Zuul makes of a tenant; `findings` are what it keeps silent about. */
export interface TenantAnswer {
  /** Names of the jobs that each project defines. */
  readonly defined: Readonly<Record<string, readonly string[]>>;
  readonly messages: readonly Message[];
  readonly findings: readonly Message[];
  readonly jobs: readonly FrozenJob[];
  readonly graphs: readonly FrozenGraph[];
}

/** The answers of the installed Zuul. */
export interface Answer<Tenant extends string> {
  readonly version: string;
  /** Every place of every stanza, with what it takes: `'job.secrets[].name': 'string, required'`. */
  readonly stanzas: Readonly<Record<string, string>>;
  readonly tenants: Readonly<Record<Tenant, TenantAnswer>>;
}

/** Asks the installed Zuul's own code. Its import takes seconds: ask once per test file. */
export const askZuul = <Tenant extends string = never>(question: {
  readonly stanzas?: boolean;
  readonly tenants?: Readonly<Record<Tenant, TenantQuestion>>;
}): Answer<Tenant> => {
  const python = join(repository, '.venv/zuul/bin/python');
  const run = spawnSync(python, [join(__dirname, 'offline')], {
    input: JSON.stringify(question),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.error) throw new Error(`${python} does not start (${run.error.message}). Run: npm run setup`);
  if (run.status !== 0) throw new Error(`Zuul's parser ended with ${run.status}:\n${run.stderr}`);
  return JSON.parse(run.stdout) as Answer<Tenant>;
};
