import { families } from '../../model/families';
import type { PythonTable } from '../../model/library';
import type { Site } from '../../model/site';
import type { Fields } from '../../model/variable';
import { containerVariables } from '../variables/container';
import { containerRegistryCredentials } from '../variables/container-credentials';
import { dockerVariables } from '../variables/docker';
import { dockerCredentials } from '../variables/docker-credentials';
import { promotionVariables } from '../variables/promotion';
import { buildsetRegistry, intermediateRegistry } from '../variables/registries';
import { asData } from './fields';

const variablesOf = (site: Site): Fields => ({
  ...dockerVariables,
  docker_credentials: dockerCredentials,
  ...containerVariables,
  container_registry_credentials: containerRegistryCredentials,
  ...Object.fromEntries(
    Object.values(families).flatMap((family) => Object.entries(promotionVariables(family, site))),
  ),
  buildset_registry: buildsetRegistry,
  intermediate_registry: intermediateRegistry,
});

/** What variables of jobs may hold beside the images, for the roles. */
export const variableTable = (site: Site): PythonTable => ({
  path: 'roles/image-gate/module_utils/image_gate/input/variable_table.py',
  source: 'generator/library/variables',
  about: 'What variables of jobs may hold beside the images; see ``fields`` for what it means.',
  name: 'VARIABLES',
  type: 'dict[str, dict[str, Any]]',
  value: Object.fromEntries(Object.entries(variablesOf(site)).map(([name, field]) => [name, asData(field)])),
});
