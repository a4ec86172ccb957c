import { families } from '../../model/families';
import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { promoteImages } from '../tasks/promote-images';
import { dockerRegistry } from '../variables/docker';
import { dockerCredentials } from '../variables/docker-credentials';
import { builtDockerImages } from '../variables/images';
import { promotionVariables } from '../variables/promotion';
import { buildsetImages } from '../variables/registries';

/** Gives uploaded images their final tags. */
export const promoteDockerImage = (site: Site): Role => ({
  name: 'promote-docker-image',
  summary: 'Give the images of a merged change their final tags.',
  description:
    'Runs on localhost and needs no node. All staged tags are read before the first one is promoted; each promoted tag is checked ' +
    'by its digest; the staged tags are deleted once all are promoted. A run that failed half-way can be repeated: a final tag ' +
    'that has the digest already is not written again. For an item without a change, it looks for the tags that its own ' +
    'pipeline has staged (``periodic_latest``); where upload and promotion are in one buildset, they must stand for what this buildset has built.\n\n' +
    'An image that is labelled with another change is refused. A final tag stays as it is, with a warning, where its image was ' +
    'built on top of the change that is promoted, or, if neither was on top of the other, later; ' +
    '``promote_docker_image_allow_older`` writes it all the same.\n\n' +
    'Run one promotion of a project at a time (a ``supercedent`` pipeline). Of two at once each writes whole tags, and neither ' +
    'deletes what the other one needs, but which final tag is written last is chance. Two projects may share a repository ' +
    'as long as their final tags differ; of one that both write, the image that was built later counts.\n\n' +
    'Then staged tags of changes that never merged are deleted, once they are older than ``promote_docker_image_max_age``. ' +
    'The age counts from the upload, which notes it in the name of a companion tag (``change_1234_staged-...``); Docker Hub knows it ' +
    'itself. The date of the image tells nothing. A tag whose age is unknown stays, and one warning says so. ' +
    'A final tag of the job never is deleted, whatever its form. ' +
    'A tag is deleted by its name, never by its digest, which other tags may share, and only as long as it stands for what was promoted. Before the first deletion the registry shows ' +
    'with a note of two tags that it deletes a tag alone; where it cannot show that, nothing is deleted ' +
    'and a warning says so. The job fails if a registry takes away other tags all the same and does not take them back: the ' +
    'message names them, and the commands that restore them.',
  differences: [
    'Any registry, not only Docker Hub.',
    'All staged tags are read before the first one is promoted; each promoted tag is checked by digest; staged tags are deleted last.',
    'A second run after a failure completes the work.',
    'An image of another change is refused, and an older change does not replace a newer one.',
    'Old staged tags are really found and deleted, by the time of their upload.',
    'An account is for a registry, secrets arrive byte for byte, and nothing is promoted before review: as in ``upload-docker-image``.',
  ],
  dependencies: ['image-gate'],
  variables: {
    docker_images: builtDockerImages,
    docker_credentials: dockerCredentials,
    docker_registry: dockerRegistry,
    buildset_images: buildsetImages,
    ...promotionVariables(families.docker, site),
  },
  ...promoteImages(families.docker, site),
});
