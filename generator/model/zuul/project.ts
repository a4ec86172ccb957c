import type { JobAttributes } from './job';
import type { OneOrList, Regex, Variables } from './value';

type Scalar = string | number | boolean;

/** A question that a pipeline asks when somebody enqueues an item by hand. */
export interface PipelineParameter {
  readonly name: string;
  readonly type: 'string' | 'selection' | 'multiple-selection' | 'bool';
  readonly description?: string;
  readonly values?: readonly Scalar[];
  readonly default?: OneOrList<Scalar>;
  readonly required?: boolean;
}

/** A job in a pipeline: its name, or a mapping with that one key and what is different here. */
export type ProjectJob = string | Readonly<Record<string, JobAttributes>>;

/** What a project runs in one pipeline. */
export interface ProjectPipeline {
  readonly jobs?: readonly ProjectJob[];
  readonly debug?: boolean;
  readonly 'fail-fast'?: boolean;
  readonly parameters?: readonly PipelineParameter[];
}

/** Zuul's `project-template`; every other key is the name of a pipeline. */
export interface ProjectTemplate {
  readonly name?: string;
  readonly description?: string;
  readonly queue?: string;
  readonly vars?: Variables;
  readonly [pipeline: string]: ProjectPipeline | string | Variables;
}

/** Zuul's `project`; every other key is the name of a pipeline. */
export interface Project {
  /** Left out, it is the project that holds the stanza; config projects may give a regular expression. */
  readonly name?: string;
  readonly description?: string;
  readonly branches?: OneOrList<Regex>;
  readonly vars?: Variables;
  readonly templates?: readonly string[];
  readonly 'merge-mode'?:
    'merge' | 'merge-resolve' | 'cherry-pick' | 'squash-merge' | 'rebase' | 'rebase-first-parent';
  readonly 'default-branch'?: string;
  readonly queue?: string;
  readonly [pipeline: string]: ProjectPipeline | OneOrList<Regex> | Variables;
}
