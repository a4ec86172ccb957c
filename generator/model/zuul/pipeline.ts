import type { OneOrList, Variables } from './value';

/** Driver options by connection name; the keys inside belong to the driver. */
export type ByConnection = Readonly<Record<string, OneOrList<Variables>>>;

/** Zuul's `pipeline`; only config projects may define one. */
export interface Pipeline {
  readonly name: string;
  readonly manager: 'independent' | 'dependent' | 'serial' | 'supercedent';
  readonly description?: string;
  readonly 'allow-other-connections'?: boolean;
  readonly 'allow-parameters'?: boolean;
  readonly precedence?: 'normal' | 'low' | 'high';
  readonly supercedes?: OneOrList<string>;
  /** Jobs with secrets may run: what is here has been reviewed. */
  readonly 'post-review'?: boolean;
  readonly 'dequeue-on-new-patchset'?: boolean;
  readonly 'ignore-dependencies'?: boolean;
  readonly 'success-message'?: string;
  readonly 'failure-message'?: string;
  readonly 'start-message'?: string;
  readonly 'merge-conflict-message'?: string;
  readonly 'enqueue-message'?: string;
  readonly 'no-jobs-message'?: string;
  readonly 'footer-message'?: string;
  readonly 'dequeue-message'?: string;
  readonly 'disable-after-consecutive-failures'?: number;
  /** Changes of a queue that are tested at the same time. */
  readonly window?: number;
  readonly 'window-floor'?: number;
  readonly 'window-ceiling'?: number | null;
  readonly 'window-increase-type'?: 'linear' | 'exponential';
  readonly 'window-increase-factor'?: number;
  readonly 'window-decrease-type'?: 'linear' | 'exponential';
  readonly 'window-decrease-factor'?: number;
  readonly trigger?: ByConnection;
  readonly require?: ByConnection;
  readonly reject?: ByConnection;
  readonly enqueue?: ByConnection;
  readonly start?: ByConnection;
  readonly success?: ByConnection;
  readonly failure?: ByConnection;
  readonly 'merge-conflict'?: ByConnection;
  readonly 'no-jobs'?: ByConnection;
  readonly disabled?: ByConnection;
  readonly dequeue?: ByConnection;
  readonly 'config-error'?: ByConnection;
}
