import type { Role } from '../../model/role';
import { explainFailure } from '../tasks/explain-failure';
import { containerRegistryCredentials } from '../variables/container-credentials';
import { builtContainerImages } from '../variables/images';

const result = '_ensure_quay_repo_result';

/** Makes the repositories of images at Quay before something is pushed to them. */
export const ensureQuayRepo: Role = {
  name: 'ensure-quay-repo',
  summary: 'Make the repositories of the images at Quay, where they are not there yet.',
  description:
    "Runs on localhost. Quay makes a repository at the first push, but a private one. So call this before the upload, with ``api_token`` in the registry's account of " +
    '``container_registry_credentials`` (an OAuth token of an application that may create repositories), and with ``visibility`` (``public`` or ``private``) in each image. ' +
    'Which images are left out, and why, is shown. A repository that is there stays as it is.',
  differences: [
    'Images that lack something are named, not passed over in silence.',
    '``namespace`` and ``repo_shortname`` may be left out: ``repository`` tells both.',
    'The account must permit the repository, if it has a pattern.',
    'A service that is busy is asked again.',
  ],
  dependencies: ['image-gate'],
  variables: {
    container_images: builtContainerImages,
    container_registry_credentials: containerRegistryCredentials,
  },
  tasks: {
    main: [
      explainFailure({
        name: 'Make the repositories',
        quay_repository: {
          accounts: '{{ container_registry_credentials }}',
          images: '{{ container_images }}',
          project: '{{ zuul.project | default({}) }}',
        },
        register: result,
      }),
      {
        name: 'Show what was made',
        'ansible.builtin.debug': {
          msg: `{{ {'created': ${result}.created, 'existing': ${result}.existing, 'skipped': ${result}.skipped} }}`,
        },
      },
    ],
  },
};
