import { families } from '../../model/families';
import type { Role } from '../../model/role';
import { buildImages } from '../tasks/build-images';
import { dockerDockerfile, dockerRegistry, dockerUseBuildkit, zuulWorkDir } from '../variables/docker';
import { dockerImages } from '../variables/images';
import { buildsetRegistry } from '../variables/registries';

/** Builds images with docker. */
export const buildDockerImage: Role = {
  name: 'build-docker-image',
  summary: 'Build images with docker, and push them to the buildset registry.',
  description:
    'Runs on the nodes. The whole list is checked before the first build. Each image gets its tags and its staged tags ' +
    '(``change_1234_latest``) on the node; if there is a buildset registry, the images are pushed to it once all are built. ' +
    'What was pushed is marked there as the own image of the buildset, so that no pull of an image of a change ahead takes its place, and its digests ' +
    'are returned to Zuul: all that comes later goes by them. Where several nodes build the same image, that of the first node counts.',
  differences: [
    'All mistakes in the list are told at once, before the first build.',
    'Base images that the buildset registry has are taken from there, whatever the node has under their name and whatever registry they are of.',
    'Values with spaces stay whole; one layer of shell quotes in ``build_args`` is still taken off.',
    'A key that resembles a known one is refused.',
    'The digests of what was pushed are recorded for the job and for those that depend on it.',
    '``.zuul-siblings`` is taken away also when the build fails.',
    '``arch`` with several platforms works where docker has the containerd image store: one build gives one image of all platforms, which is pushed once.',
  ],
  dependencies: ['image-gate'],
  variables: {
    zuul_work_dir: zuulWorkDir,
    docker_images: dockerImages,
    docker_dockerfile: dockerDockerfile,
    docker_registry: dockerRegistry,
    docker_use_buildkit: dockerUseBuildkit,
    buildset_registry: buildsetRegistry,
  },
  ...buildImages(families.docker),
};
