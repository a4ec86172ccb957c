import { families } from '../../model/families';
import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { uploadImages } from '../tasks/upload-images';
import { dockerRegistry, uploadDockerImagePromote } from '../variables/docker';
import { dockerCredentials } from '../variables/docker-credentials';
import { dockerImages } from '../variables/images';
import { buildsetImages, buildsetRegistry } from '../variables/registries';

/** Uploads what was tested. */
export const uploadDockerImage = (site: Site): Role => ({
  name: 'upload-docker-image',
  summary: 'Upload the images of the job to their registry.',
  description:
    'Copies the images byte for byte from the buildset registry to the target, under staged tags (``change_1234_latest``) or, ' +
    'where nothing is to be promoted, under their final ones. The copy is made on the executor, so the credentials never reach ' +
    'a node that ran the code of the change. It goes by the digests that the build has recorded; if a tag in the buildset registry stands for ' +
    'another image by now, nothing is published and the job fails. Images without a record go by their tags. Without a buildset registry the role pushes from the engine of the node.\n\n' +
    'It does nothing if the job failed.',
  differences: [
    'What was tested is copied by digest; the engine does not push again.',
    'The copy is made on the executor, once, whatever the number of nodes.',
    'Nothing is uploaded when the job failed.',
    '``{{ zuul.project.short_name }}`` in the ``repository`` of the credentials works.',
    'An account is for a registry: see ``registry`` in ``docker_credentials``. With ``repository`` alone it is for Docker Hub.',
    'Refuses to run where Zuul says that the pipeline runs changes before review (``zuul.post_review`` is false), unless the site allows it.',
    'Secrets that look like JSON, such as the key of a service account, arrive byte for byte.',
    "``upload_docker_image_promote`` takes Ansible's words for true and false, also as texts.",
  ],
  dependencies: ['image-gate'],
  variables: {
    docker_images: dockerImages,
    docker_credentials: dockerCredentials,
    docker_registry: dockerRegistry,
    upload_docker_image_promote: uploadDockerImagePromote,
    buildset_registry: buildsetRegistry,
    buildset_images: buildsetImages,
  },
  ...uploadImages(families.docker, site),
});
