/** The names of all that a dictionary holds, as an expression; of what is no dictionary none. What is null is not there. */
export const keysOf = (name: string) =>
  `(${name} if ${name} is mapping else {}) | dict2items | rejectattr('value', 'none') | map(attribute='key') | list`;

/**
 * What `image_plan` may know of a registry, as an expression: `name` is the variable that holds it, possibly empty. The
 * names of its keys show whether the account is complete; the account itself stays out.
 */
const addressOf = (name: string) =>
  `{'host': ${name}.host | default(''), 'port': ${name}.port | default(''), 'keys': ${keysOf(name)}}`;

/** The address of a registry whose variable is always there, if empty. */
export const registryAddress = (name: string) => `{{ ${addressOf(name)} }}`;

/** The address of a registry that a job may not have. */
export const registryAddressIfKnown = (name: string) =>
  `{{ ${addressOf(name)} if ${name} is defined else omit }}`;
