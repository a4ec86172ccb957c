/** Zuul's `semaphore`: how many jobs may hold it at the same time. */
export interface Semaphore {
  readonly name: string;
  /** Left out, one. */
  readonly max?: number;
}

/** What every shared queue can say. */
interface QueueAttributes {
  readonly name: string;
  readonly 'allow-circular-dependencies'?: boolean;
  /** Changes with the same topic depend on each other; needs `allow-circular-dependencies`. */
  readonly 'dependencies-by-topic'?: boolean;
}

/** Zuul's `queue`: projects whose changes are gated together. */
export type Queue = QueueAttributes &
  (
    | { readonly 'per-branch'?: boolean; readonly type?: never }
    | { readonly type?: 'all-branches' | 'per-branch' | 'branch-assigned'; readonly 'per-branch'?: never }
  );
