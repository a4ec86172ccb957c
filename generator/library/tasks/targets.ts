import type { Family } from '../../model/families';
import { registryLogin } from './registry-login';

/** Where `image_plan` tells what is for one registry of a family, and the account for it, as expressions. */
export const targetOf = (family: Family, own: string) => {
  const plan = `_${own}_plan`;
  // Several registries are looped over.
  return family.registry
    ? {
        login: family.credentials,
        host: `${plan}.registry_host`,
        notes: `${plan}.notes`,
        pushes: `${plan}.engine_uploads`,
        repositories: `${plan}.repositories`,
        keep: `${plan}.cleanup_keep`,
        staged: `${plan}.cleanup_staged`,
      }
    : {
        login: `${family.credentials}[zj_target.account]`,
        host: 'zj_target.host',
        notes: 'zj_target.notes',
        pushes: 'zj_target.engine_uploads',
        repositories: 'zj_target.repositories',
        keep: 'zj_target.cleanup_keep',
        staged: 'zj_target.cleanup_staged',
      };
};

/** The registries of a family for a module that takes several, beside others. */
export const loginsOf = (
  family: Family,
  own: string,
  others: readonly ReturnType<typeof registryLogin>[] = [],
  login: typeof registryLogin = registryLogin,
) =>
  family.registry
    ? { registries: [...others, login(family.credentials, `_${own}_plan.registry_host`)] }
    : { registries: others, accounts: `{{ ${family.credentials} }}` };
