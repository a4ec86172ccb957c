import type { Place } from './located';

/** One thing that is wrong with a project's configuration. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Name of the rule; `docs/lint/<code>.md` explains it. */
  readonly code: string;
  readonly place: Place;
  /** Further places of which the same is to be said. */
  readonly also?: readonly Place[];
  readonly message: string;
  /** The way out. */
  readonly hint?: string;
}
