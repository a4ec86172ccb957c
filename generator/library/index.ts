import type { Library } from '../model/library';
import type { Site } from '../model/site';
import { buildsetRegistryJobs } from './jobs/buildset-registry';
import { containerImageJobs } from './jobs/container-image';
import { dockerImageJobs } from './jobs/docker-image';
import { mirrorContainerImagesJobs } from './jobs/mirror-container-images';
import { secrets } from './jobs/secrets';
import { buildsetRegistryPlaybooks } from './playbooks/buildset-registry';
import { containerImagePlaybooks } from './playbooks/container-image';
import { dockerImagePlaybooks } from './playbooks/docker-image';
import { mirrorContainerImagesPlaybooks } from './playbooks/mirror-container-images';
import { buildContainerImage } from './roles/build-container-image';
import { buildDockerImage } from './roles/build-docker-image';
import { collectContainerLogs } from './roles/collect-container-logs';
import { ensureDocker } from './roles/ensure-docker';
import { ensurePodman } from './roles/ensure-podman';
import { ensureQuayRepo } from './roles/ensure-quay-repo';
import { ensureSkopeo } from './roles/ensure-skopeo';
import { imageGate } from './roles/image-gate';
import { mirrorContainerImages } from './roles/mirror-container-images';
import { pauseBuildsetRegistry } from './roles/pause-buildset-registry';
import { promoteContainerImage } from './roles/promote-container-image';
import { promoteDockerImage } from './roles/promote-docker-image';
import { pullFromIntermediateRegistry } from './roles/pull-from-intermediate-registry';
import { pushToIntermediateRegistry } from './roles/push-to-intermediate-registry';
import { removeRegistryTag } from './roles/remove-registry-tag';
import { runBuildsetRegistry } from './roles/run-buildset-registry';
import { uploadContainerImage } from './roles/upload-container-image';
import { uploadDockerImage } from './roles/upload-docker-image';
import { useBuildsetRegistry } from './roles/use-buildset-registry';
import { useDockerMirror } from './roles/use-docker-mirror';
import { familyTable } from './tables/families';
import { fieldTable } from './tables/fields';
import { formatTable } from './tables/formats';
import { variableTable } from './tables/variables';
import { wordTable } from './tables/words';
import { containerRegistryCredentials } from './variables/container-credentials';
import { dockerCredentials } from './variables/docker-credentials';
import { containerImages, dockerImages } from './variables/images';
import { mirrorContainerImagesImages } from './variables/mirror';
import { buildsetRegistry, intermediateRegistry } from './variables/registries';

/** Everything that the generator turns into files, for one site. */
export const library = (site: Site): Library => ({
  root: 'generator/library',
  roles: [
    imageGate(site),
    ensureDocker,
    runBuildsetRegistry(site),
    useBuildsetRegistry(site),
    pauseBuildsetRegistry,
    pullFromIntermediateRegistry,
    pushToIntermediateRegistry,
    buildDockerImage,
    uploadDockerImage(site),
    promoteDockerImage(site),
    ensurePodman,
    buildContainerImage,
    uploadContainerImage(site),
    promoteContainerImage(site),
    mirrorContainerImages(site),
    removeRegistryTag,
    ensureQuayRepo,
    ensureSkopeo,
    collectContainerLogs,
    useDockerMirror,
  ],
  playbooks: [
    ...buildsetRegistryPlaybooks,
    ...dockerImagePlaybooks,
    ...containerImagePlaybooks,
    ...mirrorContainerImagesPlaybooks,
  ],
  zuul: [
    secrets(site),
    buildsetRegistryJobs(site),
    dockerImageJobs(site),
    containerImageJobs(site),
    mirrorContainerImagesJobs(site),
  ],
  schemas: [
    { name: 'docker_images', field: dockerImages },
    { name: 'docker_credentials', field: dockerCredentials },
    { name: 'container_images', field: containerImages },
    { name: 'mirror_container_images_images', field: mirrorContainerImagesImages },
    { name: 'container_registry_credentials', field: containerRegistryCredentials },
    { name: 'buildset_registry', field: buildsetRegistry },
    { name: 'intermediate_registry', field: intermediateRegistry },
  ],
  tables: [formatTable, familyTable, fieldTable, variableTable(site), wordTable],
});
