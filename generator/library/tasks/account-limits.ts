import type { Family } from '../../model/families';
import { namesIn } from './registry-address';

/** What `image_plan` may know of an account, given the name of its variable: the names of what it holds, and what it is for. */
const ofOne = (account: string) =>
  `{{ {${namesIn(account)}, 'registry': ${account}.registry | default(''), ` +
  `'repository': ${account}.repository | default(''), 'type': ${account}.type | default('')} if ${account} is defined else omit }}`;

const each = (rejected: string) =>
  `map('rejectattr', 'value', 'in', [none, ''])${rejected} | map('map', attribute='key')`;

/** The same of the accounts of several registries, in columns: a template cannot make a mapping for each. */
const ofSeveral = (accounts: string) => {
  const all = `(${accounts} if ${accounts} is mapping else {})`;
  const whole = `${all} | dict2items | selectattr('value', 'mapping') | list`;
  const parts = `${whole} | map(attribute='value') | map('dict2items')`;
  return (
    `{{ {'registries': ${all} | list, 'whole': ${whole} | map(attribute='key') | list, ` +
    `'keys': ${parts} | ${each('')} | map('list') | list, ` +
    `'texts': ${parts} | ${each(" | map('selectattr', 'value', 'string')")} | map('list') | list, ` +
    `'repositories': ${whole} | map(attribute='value.repository', default='') | list, ` +
    `'types': ${whole} | map(attribute='value.type', default='') | list} if ${accounts} is defined else omit }}`
  );
};

/** The options of `image_plan` about the account of a family, or about its accounts. */
export const accountLimits = ({ credentials, registry }: Family) =>
  registry ? { credentials: ofOne(credentials) } : { accounts: ofSeveral(credentials) };
