import type { Place } from './located';

/** One thing that is wrong with a project's configuration. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Name of the rule; `docs/lint/<code>.md` explains it. */
  readonly code: string;
  readonly place: Place;
  readonly message: string;
  /** The way out. */
  readonly hint?: string;
}
