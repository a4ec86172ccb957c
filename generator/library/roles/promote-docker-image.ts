import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { bool, int, str } from '../../model/variable';
import { explainFailure } from '../tasks/explain-failure';
import { registryLogin } from '../tasks/registry-login';
import { reportWarnings } from '../tasks/report-warnings';
import { warnInstead } from '../tasks/warn-instead';
import { dockerRegistry } from '../variables/docker';
import { dockerCredentials } from '../variables/docker-credentials';
import { builtDockerImages } from '../variables/images';

const own = 'promote_docker_image';

/** Gives uploaded images their final tags. */
export const promoteDockerImage = (site: Site): Role => ({
  name: 'promote-docker-image',
  summary: 'Give the images of a merged change their final tags.',
  description:
    'Runs on localhost and needs no node. All staged tags are read before the first one is promoted; each promoted tag is checked ' +
    'by its digest; the staged tags are deleted once all are promoted. A run that failed half-way can be repeated.\n\n' +
    'Then staged tags of changes that never merged are deleted, once they are older than ``promote_docker_image_max_age``. ' +
    'A final tag of the job never is, whatever its form. ' +
    'A tag is deleted by its name, never by its digest, which other tags may share; where a registry cannot do that, or deletes ' +
    'the image with the tag, a warning names what stays.',
  differences: [
    'Any registry, not only Docker Hub.',
    'All staged tags are read before the first one is promoted; each promoted tag is checked by digest; staged tags are deleted last.',
    'A second run after a failure completes the work.',
    'Old staged tags are really found and deleted.',
  ],
  dependencies: ['image-gate'],
  variables: {
    docker_images: builtDockerImages,
    docker_credentials: dockerCredentials,
    docker_registry: dockerRegistry,
    promote_docker_image_pipeline: str({
      default: site.pipelines.gate[0] ?? 'gate',
      description:
        'The pipeline in which the images were staged: its name is in the staged tags of items that are not changes.',
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
      default: 86400,
      minimum: 0,
      description: 'The age in seconds at which a staged tag counts as left over.',
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
          credentials_repository: "{{ docker_credentials.repository | default('') }}",
          credentials_keys: '{{ docker_credentials | list }}',
        },
        register: `_${own}_plan`,
      }),
      explainFailure({
        name: 'Promote the staged tags',
        registry_promote: {
          registry: registryLogin('docker_credentials', `_${own}_plan.registry_host`),
          promotions: `{{ _${own}_plan.promotions }}`,
          change: "{{ zuul.change | default('') }}",
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
