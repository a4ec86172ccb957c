import type { JobDefinition } from './job';
import type { Playbook } from './playbook';
import type { Role } from './role';
import type { Field } from './variable';
import type { ZuulItem } from '../zuul';

/** One file of `zuul.d/`; parents stand before children. */
export interface ZuulFile {
  /** File name without folder and suffix. */
  readonly name: string;
  /** Comment at the head of the file, below the header. */
  readonly comment?: string;
  readonly items: readonly ({ readonly definition: JobDefinition } | ZuulItem)[];
}

/** A variable that gets schemas of its own. */
export interface Schema {
  /** File name without suffix. */
  readonly name: string;
  readonly field: Field;
}

/** A table that the Python of a role reads. */
export interface PythonTable {
  /** Of the module that holds it, from the root of the repository. */
  readonly path: string;
  /** What it is made from, from the root of the repository. */
  readonly source: string;
  /** Docstring of the module. */
  readonly about: string;
  readonly name: string;
  /** Its type as Python writes it. */
  readonly type: string;
  readonly value: unknown;
}

/** All definitions: what the compiler turns into files. */
export interface Library {
  /** Folder of the definitions, relative to the repository: named in the headers of generated files. */
  readonly root: string;
  readonly roles: readonly Role[];
  readonly playbooks: readonly Playbook[];
  readonly zuul: readonly ZuulFile[];
  readonly schemas: readonly Schema[];
  readonly tables?: readonly PythonTable[];
}
