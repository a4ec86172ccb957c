import type { Fields } from './variable';
import type { Job } from '../zuul';

/** A playbook that a job names: its path below `playbooks/`, without suffix. */
export type PlaybookPath = string;

/** A post-run playbook; with `cleanup` it runs even when the build is aborted. */
export type PostRunPlaybook = PlaybookPath | { readonly name: PlaybookPath; readonly cleanup: true };

/** A job: Zuul's own keys, with prose and variables kept apart so that documentation is made from them. */
export interface JobDefinition extends Omit<
  Job,
  'description' | 'pre-run' | 'run' | 'post-run' | 'cleanup-run'
> {
  /** One sentence, for lists and as the first line of the description. */
  readonly summary: string;
  /** reStructuredText paragraphs that follow the summary. */
  readonly details?: string;
  /** Variables that users set on the job; documented, not preset. */
  readonly variables?: Fields;
  /** Secrets that users give to a child of the job with `pass-to-parent`; documented only. */
  readonly userSecrets?: Fields;
  readonly 'pre-run'?: readonly PlaybookPath[];
  readonly run?: readonly PlaybookPath[];
  readonly 'post-run'?: readonly PostRunPlaybook[];
}
