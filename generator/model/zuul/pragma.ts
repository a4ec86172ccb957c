import type { OneOrList, Regex } from './value';

/** Zuul's `pragma`: how the rest of its file is read. */
export interface Pragma {
  readonly 'implied-branch-matchers'?: boolean;
  readonly 'implied-branches'?: OneOrList<Regex>;
}
