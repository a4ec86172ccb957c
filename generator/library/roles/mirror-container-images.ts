import { families } from '../../model/families';
import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { accountLimits } from '../tasks/account-limits';
import { explainFailure } from '../tasks/explain-failure';
import { publicationBeforeReview } from '../tasks/publication';
import { reportWarnings } from '../tasks/report-warnings';
import { containerRegistryCredentials } from '../variables/container-credentials';
import { mirrorContainerImagesImages } from '../variables/mirror';

const plan = '_mirror_container_images_plan';

/** Copies images of others into registries of one's own. */
export const mirrorContainerImages = (site: Site): Role => ({
  name: 'mirror-container-images',
  summary: 'Copy images from one registry to another.',
  description:
    'Runs on localhost and needs no node. Each image is copied as it is, byte for byte and with all of its platforms. All images are read before the ' +
    'first one is written, layers that the target has are not sent again, and a tag that has the image already is left alone. ' +
    'An account for the registry of a source is used to read it; without one it is read anonymously.',
  differences: [
    'All mistakes in the list are told at once, and all images are read, before anything is written.',
    'Nothing on the executor is needed (no skopeo), and no login is written to its disk.',
    '``src_tag`` and ``dest_tag`` may be left out.',
    'Layers of several images cross the wire once; what is there already does not.',
  ],
  dependencies: ['image-gate'],
  variables: {
    mirror_container_images_images: mirrorContainerImagesImages,
    container_registry_credentials: containerRegistryCredentials,
  },
  tasks: {
    main: [
      explainFailure(
        {
          name: 'Check the images',
          mirror_plan: {
            images: '{{ mirror_container_images_images }}',
            zuul: '{{ zuul }}',
            ...accountLimits(families.container),
            ...publicationBeforeReview(site),
          },
          register: plan,
        },
        { final: true },
      ),
      explainFailure({
        name: 'Copy the images',
        registry_copy: {
          registries: `{{ ${plan}.anonymous }}`,
          accounts: '{{ container_registry_credentials }}',
          copies: `{{ ${plan}.copies }}`,
        },
        register: '_mirror_container_images_copied',
      }),
      {
        name: 'Show what was copied',
        'ansible.builtin.debug': { msg: '{{ _mirror_container_images_copied.copies }}' },
      },
      reportWarnings(plan, '_mirror_container_images_copied'),
    ],
  },
});
