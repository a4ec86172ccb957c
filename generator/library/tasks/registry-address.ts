/**
 * The names of all that a dictionary holds, and of the texts among it, as parts of an expression; of what is no dictionary none.
 * What is null or empty is not there.
 */
export const namesIn = (name: string) => {
  const items = `(${name} if ${name} is mapping else {}) | dict2items | rejectattr('value', 'in', [none, ''])`;
  return `'keys': ${items} | map(attribute='key') | list, 'texts': ${items} | selectattr('value', 'string') | map(attribute='key') | list`;
};

/**
 * What `image_plan` may know of a registry, as an expression: `name` is the variable that holds it, possibly empty. The
 * names of what it holds show whether the account is complete; the account itself stays out.
 */
const addressOf = (name: string) =>
  `{'host': ${name}.host | default(''), 'port': ${name}.port | default(''), ${namesIn(name)}}`;

/** The address of a registry whose variable is always there, if empty. */
export const registryAddress = (name: string) => `{{ ${addressOf(name)} }}`;

/** The address of a registry that a job may not have. */
export const registryAddressIfKnown = (name: string) =>
  `{{ ${addressOf(name)} if ${name} is defined else omit }}`;
