/**
 * A job variable for tasks on localhost. Zuul fills in the templates of variables for each host before the job runs: one
 * that uses facts of a node exists on the nodes only.
 */
export const variableOfNodes = (name: string, otherwise: string) =>
  `{{ ${name} | default(groups['all'] | map('extract', hostvars, '${name}') | select('defined') | first | ` +
  `default(${otherwise})) }}`;
