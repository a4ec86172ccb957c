import type { Role } from '../../model/role';
import { claimImages } from '../tasks/claim-images';
import { knownBuildsetRegistryAddress } from '../tasks/known-buildset-registry';
import { recordedOutput } from '../tasks/record-images';
import { reportWarnings } from '../tasks/report-warnings';
import { dockerDockerfile, dockerRegistry, dockerUseBuildkit, zuulWorkDir } from '../variables/docker';
import { dockerImages } from '../variables/images';
import { buildsetRegistry } from '../variables/registries';

const own = 'build_docker_image';

/** Builds images with docker. */
export const buildDockerImage: Role = {
  name: 'build-docker-image',
  summary: 'Build images with docker, and push them to the buildset registry.',
  description:
    'Runs on the nodes. The whole list is checked before the first build. Each image gets its tags and its staged tags ' +
    '(``change_1234_latest``) on the node; if there is a buildset registry, the images are pushed to it once all are built. ' +
    'What was pushed is marked there as the own image of the buildset, so that no pull of an image of a change ahead takes its place, and its digests ' +
    'are returned to Zuul: all that comes later goes by them. Where several nodes build the same image, that of the first node counts.',
  differences: [
    'All mistakes in the list are told at once, before the first build.',
    'Base images that the buildset registry has are taken from there, whatever the node has under their name and whatever registry they are of.',
    'Values with spaces stay whole; one layer of shell quotes in ``build_args`` is still taken off.',
    'A key that resembles a known one is refused.',
    'The digests of what was pushed are recorded for the job and for those that depend on it.',
    '``.zuul-siblings`` is taken away also when the build fails.',
    '``arch`` is refused for now.',
  ],
  dependencies: ['image-gate'],
  variables: {
    zuul_work_dir: zuulWorkDir,
    docker_images: dockerImages,
    docker_dockerfile: dockerDockerfile,
    docker_registry: dockerRegistry,
    docker_use_buildkit: dockerUseBuildkit,
    buildset_registry: buildsetRegistry,
  },
  outputs: [
    {
      name: 'buildset_registry',
      kind: 'fact',
      description: 'The buildset registry of the job, where there is one.',
    },
    {
      name: 'buildset_registry_alias',
      kind: 'fact',
      description: 'The name under which the node knows it.',
    },
    recordedOutput,
  ],
  vars: {
    ...knownBuildsetRegistryAddress(own),
    [`_${own}_known_as`]:
      `{{ _${own}_plan.buildset_registry_alias ~ ':' ~ _${own}_address.port ` +
      `if _${own}_plan.buildset_registry_alias else '' }}`,
    [`_${own}_pushes`]:
      `{{ ansible_play_hosts | map('extract', hostvars, '_${own}_pushed') | select('defined') | ` +
      "map(attribute='pushes', default=[]) | flatten(levels=1) }}",
  },
  tasks: {
    main: [
      {
        name: 'Check the images',
        image_plan: {
          family: 'docker',
          images: "{{ docker_images | default('') }}",
          registry: '{{ docker_registry }}',
          dockerfile: '{{ docker_dockerfile }}',
          work_dir: '{{ zuul_work_dir }}',
          zuul: '{{ zuul }}',
          buildset_registry: `{{ _${own}_address }}`,
        },
        register: `_${own}_plan`,
        delegate_to: 'localhost',
      },
      {
        name: 'Remember how the registry is called',
        'ansible.builtin.set_fact': {
          buildset_registry: `{{ _${own}_registry }}`,
          buildset_registry_alias: `{{ _${own}_plan.buildset_registry_alias }}`,
        },
        when: `_${own}_plan.buildset_registry_alias | length > 0`,
        no_log: true,
      },
      {
        name: 'Prepare the contexts',
        comment:
          'Looks for every context and Dockerfile first, so that a missing one does not show after the other builds.',
        image_siblings: { state: 'present', images: `{{ _${own}_plan.images }}` },
      },
      {
        name: 'Take the base images that this change is tested with',
        comment:
          'A build takes what the node has under a name, be it older than what the buildset registry has.',
        base_images: {
          images: `{{ _${own}_plan.images }}`,
          registry: `{{ _${own}_known_as }}`,
          buildkit: '{{ docker_use_buildkit | default(false) | bool }}',
        },
      },
      {
        name: 'Build',
        block: [
          {
            name: 'Build each image',
            comment:
              'A command of its own for each image: its output streams to the console of the job while it runs.',
            'ansible.builtin.include_tasks': 'build.yaml',
            loop: `{{ _${own}_plan.images }}`,
            loop_control: { loop_var: 'zj_image', label: '{{ zj_image.reference_base }}' },
          },
        ],
        always: [
          {
            name: 'Clean the contexts',
            image_siblings: { state: 'absent', images: `{{ _${own}_plan.images }}` },
          },
        ],
      },
      {
        name: 'Push the images to the buildset registry',
        image_push: { engine: 'docker', pushes: `{{ _${own}_plan.pushes }}` },
        register: `_${own}_pushed`,
        when: `_${own}_plan.pushes | length > 0`,
      },
      reportWarnings(`_${own}_pushed`),
      {
        name: 'Claim the images',
        'ansible.builtin.include_tasks': 'claim.yaml',
        when: `_${own}_pushes | length > 0`,
        run_once: true,
      },
    ],
    claim: claimImages(own),
    build: [
      {
        name: 'Build {{ zj_image.reference_base }}',
        'ansible.builtin.command': { argv: '{{ zj_image.build_argv }}', chdir: '{{ zj_image.workdir }}' },
        environment:
          "{{ {'DOCKER_BUILDKIT': docker_use_buildkit | bool | ternary('1', '0')} if docker_use_buildkit is defined else {} }}",
        changed_when: true,
      },
    ],
  },
};
