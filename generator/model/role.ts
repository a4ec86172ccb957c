import type { Task } from './task';
import type { Fields } from './variable';

/** Something that a role leaves behind for others: a fact, or a value that it returns to Zuul. */
export interface Output {
  readonly name: string;
  readonly kind: 'fact' | 'zuul_return data' | 'zuul_return secret_data' | 'artifact' | 'file';
  readonly description: string;
}

/** An Ansible role. */
export interface Role {
  readonly name: string;
  /** One sentence, for lists. */
  readonly summary: string;
  /** reStructuredText paragraphs: what the role does, where it runs, and how it differs from what it replaces. */
  readonly description: string;
  /** In what it differs from the role of the same name in zuul-jobs, which it can stand in for; a sentence each. */
  readonly differences?: readonly string[];
  /** Public variables; everything that a job may set. */
  readonly variables: Fields;
  /** Private variables, evaluated where they are used (`vars/main.yaml`); names start with `_<role>_`. */
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly outputs?: readonly Output[];
  /** Roles that bring modules or Python code for this one (`meta/main.yaml`). */
  readonly dependencies?: readonly string[];
  /** Task files by name without suffix; `main` first. A role that only ships code has none. */
  readonly tasks: Readonly<Record<string, readonly Task[]>>;
  readonly handlers?: readonly Task[];
  /** Private variables that the tasks may use without declaring them: facts and registered results are found by themselves. */
  readonly uses?: readonly string[];
}
