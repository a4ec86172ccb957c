/**
 * What `image_plan` may know of a registry: `name` is the variable that holds it, possibly empty. The names of its keys
 * show whether the account is complete; the account itself stays out.
 */
export const registryAddress = (name: string) =>
  `{{ {'host': ${name}.host | default(''), 'port': ${name}.port | default(''), 'keys': ${name} | list} }}`;
