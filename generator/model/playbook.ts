import type { Task } from './task';

/** A role in a play, with variables that hold for it alone. */
export type RoleUse =
  | string
  | { readonly role: string; readonly when?: string; readonly vars?: Readonly<Record<string, unknown>> };

/** One play of a playbook. */
export interface Play {
  readonly name: string;
  /** Why the play is there; emitted as a YAML comment. */
  readonly comment?: string;
  readonly hosts: string;
  readonly gather_facts?: boolean;
  readonly any_errors_fatal?: boolean;
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly pre_tasks?: readonly Task[];
  readonly roles?: readonly RoleUse[];
  readonly tasks?: readonly Task[];
}

/** A playbook; `path` is relative to `playbooks/`, without suffix: `docker-image/run`. */
export interface Playbook {
  readonly path: string;
  readonly summary: string;
  readonly plays: readonly Play[];
  /** Variables that jobs, Zuul or secrets give to the playbook beyond those of its roles. */
  readonly uses?: readonly string[];
}
