import { namesIn } from './registry-address';

/** What `image_plan` may know of an account, given the name of its variable: the names of what it holds, and what it is for. */
export const accountLimits = (account: string) =>
  `{{ {${namesIn(account)}, 'registry': ${account}.registry | default(''), ` +
  `'repository': ${account}.repository | default('')} if ${account} is defined else omit }}`;
