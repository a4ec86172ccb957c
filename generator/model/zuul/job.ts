import type { AnonymousNodeset } from './nodeset';
import type { JobPlaybook, PostRunPlaybook } from './playbook';
import type { OneOrList, Regex, Variables } from './value';

/** A secret that a job takes, under the name of an Ansible variable. */
export interface JobSecret {
  /** Variable that the playbooks see. */
  readonly name: string;
  readonly secret: string;
  /** Shows it to the playbooks of all parents as well; the job becomes post-review. */
  readonly 'pass-to-parent'?: boolean;
}

/** A semaphore that a job holds while it runs. */
export interface JobSemaphore {
  readonly name: string;
  /** Asks for nodes before it asks for the semaphore. */
  readonly 'resources-first'?: boolean;
}

/** A project whose roles the playbooks can use. */
export interface ZuulRole {
  readonly zuul: string;
  readonly name?: string;
}

/** A role of Ansible Galaxy; accepted by Zuul and then ignored. */
export interface GalaxyRole {
  readonly galaxy: string;
  readonly name?: string;
}

/** A project that is checked out beside the one under test. */
export interface RequiredProject {
  readonly name: string;
  readonly 'override-branch'?: string;
  readonly 'override-checkout'?: string;
}

/** Which projects come into the workspace: one by name, those of the change, or those of the queue item. */
export type ProjectSelection =
  | string
  | { readonly type?: 'name'; readonly name?: string }
  | { readonly type?: 'change' }
  | { readonly type?: 'item' };

/** A file of variables in the named project, or in the one that defines the job. */
export interface IncludedVariables {
  readonly name: string;
  readonly project?: string;
  readonly required?: boolean;
}

/** A file of variables in the project under test. */
export interface IncludedProjectVariables {
  readonly name: string;
  readonly 'zuul-project'?: boolean;
  readonly 'use-ref'?: boolean;
  readonly required?: boolean;
}

/** A job that has to succeed first; a soft one only if it is there at all. */
export interface JobDependency {
  readonly name: string;
  readonly soft?: boolean;
}

/** Attributes that a child or variant can be kept from changing. */
export type ControlledAttribute =
  | 'requires'
  | 'provides'
  | 'tags'
  | 'files'
  | 'irrelevant-files'
  | 'required-projects'
  | 'include-projects'
  | 'exclude-projects'
  | 'vars'
  | 'extra-vars'
  | 'host-vars'
  | 'group-vars'
  | 'include-vars'
  | 'dependencies'
  | 'failure-output'
  | 'type'
  | 'pre-run'
  | 'run'
  | 'post-run'
  | 'voting';

/** What a job says wherever it stands: in a stanza of its own, or as a variant in a project's pipeline. */
export interface JobAttributes {
  /** `null` makes a base job, which only config projects may define. */
  readonly parent?: string | null;
  readonly description?: string;
  readonly 'variant-description'?: string;
  /** No child may inherit. */
  readonly final?: boolean;
  /** Only children run. */
  readonly abstract?: boolean;
  /** Only abstract jobs may inherit. */
  readonly intermediate?: boolean;
  /** Only jobs of the same project may inherit. */
  readonly protected?: boolean;
  readonly 'attribute-control'?: { readonly [attribute in ControlledAttribute]?: { readonly final?: true } };
  /** Artifacts of changes ahead in the queue that this job wants, by what other jobs provide. */
  readonly requires?: OneOrList<string>;
  readonly provides?: OneOrList<string>;
  readonly tags?: OneOrList<string>;
  readonly 'success-message'?: string;
  readonly 'failure-message'?: string;
  /** Accepted by Zuul and ignored. */
  readonly 'success-url'?: string;
  /** Accepted by Zuul and ignored. */
  readonly 'failure-url'?: string;
  readonly 'hold-following-changes'?: boolean;
  readonly voting?: boolean;
  readonly semaphores?: OneOrList<string | JobSemaphore>;
  /** Older spelling of `semaphores`. */
  readonly semaphore?: string | JobSemaphore;
  /** Branches that this variant is for. */
  readonly branches?: OneOrList<Regex>;
  readonly files?: OneOrList<Regex>;
  readonly 'irrelevant-files'?: OneOrList<Regex>;
  /** Runs the job when a change touches its own configuration, whatever `files` says. */
  readonly 'match-on-config-updates'?: boolean;
  readonly secrets?: OneOrList<string | JobSecret>;
  readonly nodeset?: string | AnonymousNodeset;
  /** Seconds for `pre-run`. */
  readonly 'pre-timeout'?: number;
  /** Seconds for `pre-run` and `run` together. */
  readonly timeout?: number;
  /** Seconds for each playbook of `post-run`. */
  readonly 'post-timeout'?: number;
  /** How often the job is tried when its `pre-run` fails or a node is lost. */
  readonly attempts?: number;
  readonly 'pre-run'?: OneOrList<string | JobPlaybook>;
  readonly run?: OneOrList<string | JobPlaybook>;
  readonly 'post-run'?: OneOrList<string | PostRunPlaybook>;
  /** Older form of `post-run` with `cleanup: true`. */
  readonly 'cleanup-run'?: OneOrList<string | JobPlaybook>;
  readonly 'ansible-version'?: string | number;
  readonly 'ansible-split-streams'?: boolean;
  readonly roles?: readonly (ZuulRole | GalaxyRole)[];
  readonly 'required-projects'?: OneOrList<string | RequiredProject>;
  readonly 'include-projects'?: OneOrList<ProjectSelection>;
  readonly 'exclude-projects'?: OneOrList<ProjectSelection>;
  readonly vars?: Variables;
  /** Variables that win over all others, those of roles included. */
  readonly 'extra-vars'?: Variables;
  readonly 'host-vars'?: Readonly<Record<string, Variables>>;
  readonly 'group-vars'?: Readonly<Record<string, Variables>>;
  readonly 'include-vars'?: OneOrList<string | IncludedVariables | IncludedProjectVariables>;
  readonly dependencies?: OneOrList<string | JobDependency>;
  readonly 'allowed-projects'?: OneOrList<string>;
  /** Older form of `override-checkout`, for branches only. */
  readonly 'override-branch'?: string;
  readonly 'override-checkout'?: string;
  /** Only runs in pipelines that say that the change has been reviewed; it cannot be unset again. */
  readonly 'post-review'?: true;
  readonly 'workspace-scheme'?: 'golang' | 'flat' | 'unique';
  readonly 'workspace-checkout'?: boolean | 'auto';
  /** Whether items of a dependency cycle share one build. */
  readonly deduplicate?: boolean | 'auto';
  /** RE2 patterns; a line of output that matches ends the run early as a failure. */
  readonly 'failure-output'?: OneOrList<string>;
  /** Name of the image that the job builds for Zuul's own providers. */
  readonly 'image-build-name'?: string;
  readonly type?: 'regular' | 'initializer' | 'reporter';
  /** Paths below the home directory that outlive a playbook. */
  readonly 'preserve-home-paths'?: readonly string[];
  /** What happens when a secret value turns up in the log or the returned data. */
  readonly 'secret-exposure'?: 'ignore' | 'redact' | 'fail';
}

/** Zuul's `job`. */
export interface Job extends JobAttributes {
  readonly name: string;
}
