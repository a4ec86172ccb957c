import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { bool, int, str } from '../../model/variable';
import { accountLimits } from '../tasks/account-limits';
import { explainFailure } from '../tasks/explain-failure';
import { publication } from '../tasks/publication';
import { stagedForms } from '../tasks/staged-forms';
import { registryLogin } from '../tasks/registry-login';
import { reportWarnings } from '../tasks/report-warnings';
import { warnInstead } from '../tasks/warn-instead';
import { dockerRegistry } from '../variables/docker';
import { dockerCredentials } from '../variables/docker-credentials';
import { builtDockerImages } from '../variables/images';
import { buildsetImages } from '../variables/registries';

const own = 'promote_docker_image';

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
    promote_docker_image_pipeline: str({
      default: "{{ zuul.pipeline | default('') }}",
      description:
        'The pipeline in which the images were staged: its name is in the staged tags of items that are not changes. ' +
        'Upload and promotion of such an item mostly run in one pipeline, so it is that of the promotion.',
    }),
    promote_docker_image_allow_older: bool({
      default: false,
      description: 'Whether the images are promoted even where the final tag is of a newer change.',
    }),
    promote_docker_image_cleanup: bool({
      default: true,
      description: 'Whether old staged tags are deleted.',
    }),
    promote_docker_image_cleanup_dry_run: bool({
      default: false,
      description: 'Whether the clean-up only shows which old staged tags it would delete.',
    }),
    promote_docker_image_max_age: int({
      default: 604800,
      minimum: 0,
      description:
        'The age in seconds, since the upload, at which a staged tag counts as left over. It has to be more than the longest time ' +
        'between the upload of a change and its promotion: of a change that still waits nothing but its age is known. 0 is for a dry run alone.',
    }),
  },
  tasks: {
    main: [
      explainFailure({
        name: 'Check the images',
        image_plan: {
          family: 'docker',
          images: "{{ docker_images | default('') }}",
          builds: false,
          registry: '{{ docker_registry }}',
          zuul: "{{ zuul | combine({'pipeline': promote_docker_image_pipeline}) }}",
          credentials: accountLimits('docker_credentials'),
          ...publication(site),
          ...stagedForms(site),
          recorded: '{{ [buildset_images | default({})] }}',
        },
        register: `_${own}_plan`,
      }),
      explainFailure({
        name: 'Promote the staged tags',
        registry_promote: {
          registries: [registryLogin('docker_credentials', `_${own}_plan.registry_host`)],
          promotions: `{{ _${own}_plan.promotions }}`,
          change: "{{ zuul.change | default('') }}",
          change_url: "{{ zuul.change_url | default('', true) }}",
          allow_older: '{{ promote_docker_image_allow_older }}',
        },
        register: `_${own}_promoted`,
      }),
      {
        name: 'Show what was promoted',
        'ansible.builtin.debug': { msg: `{{ _${own}_promoted.promotions }}` },
      },
      warnInstead(
        {
          name: 'Delete old staged tags',
          registry_cleanup: {
            registry: registryLogin('docker_credentials', `_${own}_plan.registry_host`),
            repositories: `{{ _${own}_plan.repositories }}`,
            keep: `{{ _${own}_plan.cleanup_keep }}`,
            staged: `{{ _${own}_plan.cleanup_staged }}`,
            max_age: '{{ promote_docker_image_max_age }}',
          },
          register: `_${own}_cleaned`,
          check_mode: '{{ promote_docker_image_cleanup_dry_run | bool or ansible_check_mode }}',
          when: 'promote_docker_image_cleanup | bool',
          no_log: true,
        },
        'old staged tags stay',
        'lost',
      ),
      {
        name: 'Show which old staged tags were deleted',
        comment: 'In a dry run: would be.',
        'ansible.builtin.debug': { msg: `{{ _${own}_cleaned.deleted | default([]) }}` },
        when: 'promote_docker_image_cleanup | bool',
      },
      reportWarnings(`_${own}_plan`, `_${own}_promoted`, `_${own}_cleaned`),
    ],
  },
});
