import type { Modules } from './modules';

/** One condition, or several that must all hold. */
export type Condition = string | boolean | readonly string[];

/** Ansible's task keywords, as far as the library uses them, with Ansible's own names. */
export interface TaskKeywords {
  /** Imperative, capital, no full stop, unique in its file. */
  readonly name: string;
  /** Why the task is there, where that does not show; emitted as a YAML comment above it. */
  readonly comment?: string;
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly when?: Condition;
  readonly loop?: string | readonly unknown[];
  readonly loop_control?: { readonly loop_var: `zj_${string}`; readonly label?: string };
  readonly register?: string;
  readonly until?: Condition;
  readonly retries?: number;
  readonly delay?: number;
  readonly become?: boolean;
  readonly delegate_to?: string;
  readonly delegate_facts?: boolean;
  readonly run_once?: boolean;
  readonly changed_when?: Condition;
  readonly failed_when?: Condition;
  readonly check_mode?: Condition;
  readonly environment?: Readonly<Record<string, string>> | `{{ ${string} }}`;
  readonly notify?: string | readonly string[];
  readonly no_log?: boolean;
}

/** A task that calls one module. */
export type ModuleTask = TaskKeywords & Partial<Modules>;

/** Keywords that a block cannot have: it calls nothing that could be repeated or give a result. */
type CallKeyword = 'loop' | 'loop_control' | 'register' | 'until' | 'retries' | 'delay';

/** Tasks that share keywords, or that clean up after each other. */
export type Block = Omit<TaskKeywords, CallKeyword> & { readonly [K in CallKeyword]?: never } & {
  readonly block: readonly Task[];
  readonly rescue?: readonly Task[];
  readonly always?: readonly Task[];
};

/** One entry of a task file. */
export type Task = ModuleTask | Block;

/** The order in which a task's keywords stand in the output; the module comes where `module` stands. */
export const taskKeywordOrder = [
  'name',
  'module',
  'vars',
  'when',
  'loop',
  'loop_control',
  'register',
  'until',
  'retries',
  'delay',
  'delegate_to',
  'delegate_facts',
  'run_once',
  'become',
  'environment',
  'changed_when',
  'failed_when',
  'check_mode',
  'notify',
  'no_log',
  'block',
  'rescue',
  'always',
] as const;

const keywords: ReadonlySet<string> = new Set([...taskKeywordOrder, 'comment']);

/** The modules that a task calls; one, if the task is right. */
export const modulesOf = (task: Task): readonly string[] =>
  Object.keys(task).filter((key) => !keywords.has(key));
