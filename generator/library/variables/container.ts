import { bool, dict, str } from '../../model/variable';
import { zuulWorkDir } from './docker';

export const containerCommand = str({
  default: 'podman',
  choices: ['docker', 'podman'],
  description: 'The engine that builds the images.',
});

export const containerFilename = str({
  default: '',
  format: 'build-path',
  description:
    'The Containerfile or Dockerfile of images that do not name one themselves. Where none is named, the engine looks for its own: podman ' +
    'for ``Containerfile`` and then ``Dockerfile``, docker for ``Dockerfile``, in the folder that it is handed (``path``).',
});

export const containerBuildExtraEnv = dict({
  default: {},
  description: 'Environment of the build command, such as ``DOCKER_BUILDKIT: 1``.',
  fields: {},
  free: {
    key: 'NAME',
    format: 'environment-name',
    values: str({ numbers: 'as they are', description: 'The value of the environment variable.' }),
  },
});

export const uploadContainerImagePromote = bool({
  default: true,
  description:
    'Whether the images wait for promotion: if so, they are uploaded under staged tags (``change_1234_latest``), otherwise under their final ones.',
});

export const promoteContainerImageMethod = str({
  default: 'tag',
  choices: ['tag', 'intermediate-registry'],
  description:
    'How images get from an upload job to a promotion: ``tag`` is by staged tags in their own registry. With ``intermediate-registry`` an upload ' +
    'job uploads nothing, and the promotion takes the images that it has kept in the intermediate registry. Build, upload and promotion must be ' +
    'given the same.',
});

/** The variables of jobs that build images, beside the images themselves. */
export const containerVariables = {
  zuul_work_dir: zuulWorkDir,
  container_command: containerCommand,
  container_filename: containerFilename,
  container_build_extra_env: containerBuildExtraEnv,
  upload_container_image_promote: uploadContainerImagePromote,
  promote_container_image_method: promoteContainerImageMethod,
} as const;
