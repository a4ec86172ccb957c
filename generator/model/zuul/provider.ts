import type { OneOrList, Variables } from './value';

/** Zuul's `image`: a disk image for nodes, built by Zuul or taken from the cloud. */
export interface Image {
  readonly name: string;
  readonly type: 'zuul' | 'cloud';
  readonly description?: string;
  readonly 'retain-count'?: number;
  readonly 'max-retain-count'?: number;
}

/** Zuul's `flavor`: a size of machine. */
export interface Flavor {
  readonly name: string;
  readonly description?: string;
}

/** Zuul's `label`: an image on a flavor, as nodesets ask for it. */
export interface Label {
  readonly name: string;
  readonly image: string;
  readonly flavor: string;
  readonly description?: string;
  readonly 'min-ready'?: number;
  /** Seconds. */
  readonly 'max-ready-age'?: number;
  /** Seconds. */
  readonly 'max-age'?: number;
  /** Seconds. */
  readonly 'min-retention-time'?: number;
  readonly 'max-nodes'?: number;
  readonly aliases?: OneOrList<string>;
}

/** Zuul's `section`: settings that providers share; further keys belong to the driver. */
export interface Section {
  readonly name: string;
  readonly parent?: string;
  readonly abstract?: boolean;
  readonly connection?: string;
  readonly description?: string;
  readonly images?: readonly (string | Variables)[];
  readonly flavors?: readonly (string | Variables)[];
  readonly labels?: readonly (string | Variables)[];
  readonly [driverAttribute: string]: unknown;
}

/** Zuul's `provider`: a place where nodes come from; further keys belong to the driver. */
export interface Provider {
  readonly name: string;
  readonly section: string;
  readonly description?: string;
  readonly images?: readonly (string | Variables)[];
  readonly labels?: readonly (string | Variables)[];
  readonly [driverAttribute: string]: unknown;
}
