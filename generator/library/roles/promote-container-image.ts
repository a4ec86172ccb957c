import { families } from '../../model/families';
import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { promoteImages } from '../tasks/promote-images';
import { promoteContainerImageMethod } from '../variables/container';
import { containerRegistryCredentials } from '../variables/container-credentials';
import { builtContainerImages } from '../variables/images';
import { promotionVariables } from '../variables/promotion';
import { buildsetImages, intermediateRegistry } from '../variables/registries';

/** Gives uploaded images their final tags, in several registries. */
export const promoteContainerImage = (site: Site): Role => ({
  name: 'promote-container-image',
  summary: 'Give the images of a merged change their final tags, in all of their registries.',
  description:
    'Runs on localhost and needs no node. All staged tags of all registries are read before the first one is promoted; each promoted tag is checked ' +
    'by its digest; the staged tags are deleted once all are promoted. A run that failed half-way can be repeated: a final tag ' +
    'that has the digest already is not written again.\n\n' +
    'All else is as in ``promote-docker-image``: an image of another change is refused, a final tag of a newer change stays unless ' +
    '``promote_container_image_allow_older`` says otherwise, and staged tags of changes that never merged are deleted once they are older than ' +
    '``promote_container_image_max_age``, registry by registry.',
  differences: [
    'All staged tags of all registries are read before the first one is promoted; each promoted tag is checked by digest; staged tags are deleted last.',
    'A second run after a failure completes the work.',
    'An image of another change is refused, and an older change does not replace a newer one.',
    'Old staged tags are really found and deleted, by the time of their upload.',
    'Secrets arrive byte for byte, and nothing is promoted before review: as in ``upload-container-image``.',
    'A ``promote_container_image_method`` that is not known is refused.',
    'With ``intermediate-registry`` the images are staged first and then promoted like others, by the digests that their build has told.',
  ],
  dependencies: ['image-gate'],
  variables: {
    container_images: builtContainerImages,
    container_registry_credentials: containerRegistryCredentials,
    promote_container_image_method: promoteContainerImageMethod,
    buildset_images: buildsetImages,
    ...promotionVariables(families.container, site),
    intermediate_registry: { ...intermediateRegistry, required: false },
  },
  ...promoteImages(families.container, site),
});
