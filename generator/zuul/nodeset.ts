import { listOf, mapping, oneOf, oneOrList, text } from './shape';

/** One machine of a nodeset; with several names it is several hosts of the inventory. */
const node = mapping({ name: oneOrList(text), label: text }, 'name', 'label');
/** A group of the inventory. */
const group = mapping({ name: text, nodes: oneOrList(text) }, 'name', 'nodes');

/** Nodes that are requested together. */
const nodes = { nodes: oneOrList(node), groups: oneOrList(group) };
/** Nodesets that are tried one after the other until one of them can be had. */
const alternatives = { alternatives: listOf(oneOf(text, mapping(nodes, 'nodes'))) };

/** A nodeset inside a job, where it needs no name. */
export const anonymousNodesets = [mapping(nodes, 'nodes'), mapping(alternatives, 'alternatives')] as const;

/** Zuul's `nodeset`: machines that a job asks for. */
export const nodeset = oneOf(
  mapping({ name: text, ...nodes }, 'name', 'nodes'),
  mapping({ name: text, ...alternatives }, 'name', 'alternatives'),
);
