import { families } from '../../model/families';
import type { Role } from '../../model/role';
import { buildImages } from '../tasks/build-images';
import { containerBuildExtraEnv, containerCommand, containerFilename } from '../variables/container';
import { zuulWorkDir } from '../variables/docker';
import { containerImages } from '../variables/images';
import { buildsetRegistry } from '../variables/registries';

/** Builds images of any registry with podman or docker. */
export const buildContainerImage: Role = {
  name: 'build-container-image',
  summary: 'Build images of any registry with podman or docker, and push them to the buildset registry.',
  description:
    'Runs on the nodes, as the user of the connection: podman is rootless there unless that is root. The whole list is checked before the first ' +
    'build. Each image gets its tags and its staged tags (``change_1234_latest``) on the node; if there is a buildset registry, the images are ' +
    'pushed to it once all are built. What was pushed is marked there as the own image of the buildset, and its digests are returned to Zuul: all ' +
    'that comes later goes by them. Where several nodes build the same image, that of the first node counts.',
  differences: [
    'All mistakes in the list are told at once, before the first build.',
    'Base images that the buildset registry has are taken from there, whatever the node has under their name and whatever registry they are of; with ``arch`` from the registry itself (``--build-context``).',
    'Values with spaces stay whole; one layer of shell quotes in ``build_args`` is still taken off.',
    'A key that resembles a known one is refused, and so is a ``repository`` of another registry than ``registry``.',
    'Images of ``docker.io/...`` are in the buildset registry where engines look for them.',
    'podman pushes without tags of the push; an error is told in its own words.',
    'The digests of what was pushed are recorded for the job and for those that depend on it.',
    '``arch`` with several platforms works with podman 5 and newer, and with docker where it has the containerd image store: one build gives one image of all platforms.',
  ],
  dependencies: ['image-gate'],
  variables: {
    zuul_work_dir: zuulWorkDir,
    container_images: containerImages,
    container_command: containerCommand,
    container_filename: containerFilename,
    container_build_extra_env: containerBuildExtraEnv,
    buildset_registry: buildsetRegistry,
  },
  ...buildImages(families.container),
};
