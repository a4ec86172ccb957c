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
  default: false,
  description: 'Whether docker builds with BuildKit (``DOCKER_BUILDKIT=1``) instead of its first builder.',
});

export const uploadDockerImagePromote = bool({
  default: true,
  description:
    'Whether the images wait for promotion: if so, they are uploaded under staged tags (``change_1234_latest``), otherwise under their final ones.',
});

export const dockerCredentialsRequired = bool({
  default: false,
  description:
    'Whether the job cannot do without ``docker_credentials``, so that their lack is told by its first task.',
});
