import { bool, str } from '../../model/variable';

export const zuulWorkDir = str({
  default: '{{ zuul.project.src_dir }}',
  format: 'build-path',
  description:
    'The folder below which the contexts of the images lie, relative to the home of the node user, or absolute.',
});

export const dockerDockerfile = str({
  default: 'Dockerfile',
  format: 'build-path',
  description: 'The Dockerfile of images that do not name one themselves.',
});

export const dockerRegistry = str({
  default: '',
  format: 'host-port',
  description:
    'The registry of the images, such as ``quay.io`` or ``registry.example.org:5000``; Docker Hub where it is empty. ' +
    'Build, upload and promotion must be given the same.',
});

export const dockerUseBuildkit = bool({
  description:
    'Whether docker builds with BuildKit (``DOCKER_BUILDKIT``) or with its first builder. Where it is not set, the engine ' +
    'decides: since version 23 that is BuildKit where the plugin buildx is installed, before and elsewhere the first builder. ' +
    'With true, docker 23 and newer needs that plugin, and the job fails before the build without it; docker 20.10 has BuildKit built in.',
});

export const uploadDockerImagePromote = bool({
  default: true,
  description:
    'Whether the images wait for promotion: if so, they are uploaded under staged tags (``change_1234_latest``), otherwise under their final ones.',
});

/** The variables of jobs that build images, beside the images themselves. */
export const dockerVariables = {
  zuul_work_dir: zuulWorkDir,
  docker_registry: dockerRegistry,
  docker_dockerfile: dockerDockerfile,
  docker_use_buildkit: dockerUseBuildkit,
  upload_docker_image_promote: uploadDockerImagePromote,
} as const;
