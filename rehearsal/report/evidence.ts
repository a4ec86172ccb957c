import type { Outcome } from '../watch/run-steps';
import type { Scenario } from '../scenario/scenario';
import type { Stage } from '../stage';
import type { NodeState } from './nodes';

/** Something that a rehearsal makes sure of. */
export interface Check {
  readonly name: string;
  /** Empty when all is well. */
  readonly problems: readonly string[];
}

/** What there is to check. */
export interface Evidence {
  readonly stage: Stage;
  readonly scenario: Scenario;
  readonly outcomes: readonly Outcome[];
  readonly nodesBefore: NodeState;
  readonly nodesAfter: NodeState;
  readonly commandLines: ReadonlySet<string>;
}
