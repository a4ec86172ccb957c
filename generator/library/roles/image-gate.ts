import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { checkInput } from '../tasks/check-input';
import { containerVariables } from '../variables/container';
import { dockerVariables } from '../variables/docker';
import { containerImages, dockerImages } from '../variables/images';

/** Brings the modules and the Python package that the other roles share, and checks the input of a job. */
export const imageGate = (site: Site): Role => ({
  name: 'image-gate',
  summary: 'What the other roles share: the check of the input, the modules and the registry client.',
  description:
    'Roles depend on it for its modules: ``image_plan`` checks a list of images and applies every ' +
    'naming rule once, ``registry_copy``, ``registry_promote`` and ``registry_cleanup`` speak to registries.\n\n' +
    'Called with ``tasks_from: check`` on localhost, as the first task of a job, it checks the whole input of the job, whatever families of images it has: ' +
    'images, credentials, registries, artifacts of other jobs, and whether contexts and Dockerfiles are in the repositories that Zuul ' +
    'prepared (what lies elsewhere, by a link or an absolute path, is not looked at), unless a playbook of another project runs before the build and may make them. If something is wrong, the build fails ' +
    'at once and is not tried again.',
  variables: {
    docker_images: dockerImages,
    ...dockerVariables,
    container_images: containerImages,
    ...containerVariables,
  },
  uses: [
    'docker_credentials',
    'container_registry_credentials',
    'buildset_registry',
    'intermediate_registry',
    'zuul_artifacts',
  ],
  tasks: { check: checkInput(site, '_image_gate_checked') },
});
