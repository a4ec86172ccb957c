import { families } from '../../model/families';
import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { uploadImages } from '../tasks/upload-images';
import {
  containerCommand,
  promoteContainerImageMethod,
  uploadContainerImagePromote,
} from '../variables/container';
import { containerRegistryCredentials } from '../variables/container-credentials';
import { containerImages } from '../variables/images';
import { buildsetImages, buildsetRegistry } from '../variables/registries';

/** Uploads what was tested, to several registries. */
export const uploadContainerImage = (site: Site): Role => ({
  name: 'upload-container-image',
  summary: 'Upload the images of the job to their registries.',
  description:
    'Copies the images byte for byte from the buildset registry to the registries that they name, under staged tags (``change_1234_latest``) or, ' +
    'where nothing is to be promoted, under their final ones. The copy is made on the executor, so the credentials never reach ' +
    'a node that ran the code of the change. It goes by the digests that the build has recorded; if a tag in the buildset registry stands for ' +
    'another image by now, nothing is published and the job fails. Without a buildset registry the role pushes from the engine of the node, to one ' +
    'registry after another.\n\n' +
    'It does nothing if the job failed, and nothing where the promotion takes the images from the intermediate registry ' +
    '(``promote_container_image_method``).',
  differences: [
    'What was tested is copied by digest; the engine does not push again.',
    'The copy is made on the executor, once, whatever the number of nodes.',
    'Nothing is uploaded when the job failed.',
    '``registry`` of an image may be left out: ``repository`` tells it.',
    '``{{ zuul.project.short_name }}`` in the ``repository`` of an account works.',
    'Refuses to run where Zuul says that the pipeline runs changes before review (``zuul.post_review`` is false), unless the site allows it.',
    'Secrets that look like JSON, such as the key of a service account, arrive byte for byte.',
  ],
  dependencies: ['image-gate'],
  variables: {
    container_images: containerImages,
    // A promotion from the intermediate registry needs none in the upload.
    container_registry_credentials: { ...containerRegistryCredentials, required: false },
    container_command: containerCommand,
    upload_container_image_promote: uploadContainerImagePromote,
    promote_container_image_method: promoteContainerImageMethod,
    buildset_registry: buildsetRegistry,
    buildset_images: buildsetImages,
  },
  ...uploadImages(families.container, site),
});
