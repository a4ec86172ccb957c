import type { OneOrList } from './value';

/** One machine of a nodeset; with several names it is several hosts of the inventory. */
export interface NodesetNode {
  readonly name: OneOrList<string>;
  readonly label: string;
}

/** A group of the inventory. */
export interface NodesetGroup {
  readonly name: string;
  readonly nodes: OneOrList<string>;
}

/** Nodes that are requested together. */
export interface NodesetNodes {
  readonly nodes: OneOrList<NodesetNode>;
  readonly groups?: OneOrList<NodesetGroup>;
}

/** Nodesets that are tried one after the other until one of them can be had. */
export interface NodesetAlternatives {
  readonly alternatives: readonly (string | NodesetNodes)[];
}

/** A nodeset inside a job, where it needs no name. */
export type AnonymousNodeset = NodesetNodes | NodesetAlternatives;

/** Zuul's `nodeset`: machines that a job asks for. */
export type Nodeset = AnonymousNodeset & { readonly name: string };
