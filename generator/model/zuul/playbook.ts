import type { OneOrList } from './value';

/** A playbook of a job: its path in the repository with suffix, and the semaphores that it holds while it runs. */
export interface JobPlaybook {
  readonly name: string;
  readonly semaphores?: OneOrList<string>;
}

/** A playbook of `post-run`. */
export interface PostRunPlaybook extends JobPlaybook {
  /** Runs even if the job was cancelled or its nodes were lost. */
  readonly cleanup?: boolean;
}
