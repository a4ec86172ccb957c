import type { Family } from '../../model/families';
import type { Role } from '../../model/role';
import type { Task } from '../../model/task';
import { claimImages } from './claim-images';
import { chosenEngine, engineOf, prefixOf, registryOf } from './family-input';
import { knownBuildsetRegistryAddress } from './known-buildset-registry';
import { recordedOutput } from './record-images';
import { reportWarnings } from './report-warnings';

/** What the build command gets beside its arguments. */
const environmentOf = ({ buildkit, environment }: Family, own: string): `{{ ${string} }}` =>
  environment
    ? `{{ _${own}_plan.environment }}`
    : `{{ {'DOCKER_BUILDKIT': ${buildkit} | bool | ternary('1', '0')} if ${buildkit} is defined else {} }}`;

/** Facts and results of a role that builds. */
const outputs: Role['outputs'] = [
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
];

/** The part of a role that builds the images of a family on its nodes, and pushes them to the buildset registry. */
export const buildImages = (family: Family): Pick<Role, 'outputs' | 'vars' | 'tasks'> => {
  const own = prefixOf('build', family);
  return {
    outputs,
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
            family: family.name,
            images: `{{ ${family.images} | default('') }}`,
            ...registryOf(family),
            ...chosenEngine(family),
            dockerfile: `{{ ${family.dockerfile} }}`,
            ...(family.environment ? { environment: `{{ ${family.environment} }}` } : {}),
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
          image_siblings: { state: 'present', images: `{{ _${own}_plan.images }}`, ...ofFamily(family) },
        },
        {
          name: 'Take the base images that this change is tested with',
          comment:
            'A build takes what the node has under a name, be it older than what the buildset registry has.',
          base_images: {
            images: `{{ _${own}_plan.images }}`,
            registry: `{{ _${own}_known_as }}`,
            ...chosenEngine(family),
            ...ofFamily(family),
            ...(family.buildkit ? { buildkit: `{{ ${family.buildkit} | default(false) | bool }}` } : {}),
          },
          register: `_${own}_bases`,
        },
        { ...reportWarnings(`_${own}_bases`), name: 'Report what the node lacks' },
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
              image_siblings: { state: 'absent', images: `{{ _${own}_plan.images }}`, ...ofFamily(family) },
            },
          ],
        },
        {
          name: 'Push the images to the buildset registry',
          image_push: { engine: engineOf(family), pushes: `{{ _${own}_plan.pushes }}` },
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
          'ansible.builtin.command': {
            argv: `{{ zj_image.build_argv + _${own}_bases.options[zj_image.index] }}`,
            chdir: '{{ zj_image.workdir }}',
          },
          environment: environmentOf(family, own),
          changed_when: true,
        },
        ...(family.command ? [nameAll] : []),
      ],
    },
  };
};

/** A build of several platforms gives podman's list one name. */
const nameAll: Task = {
  name: 'Give all of its tags to {{ zj_image.reference_base }}',
  'ansible.builtin.command': { argv: '{{ zj_image.tag_argv }}' },
  changed_when: true,
  when: 'zj_image.tag_argv | length > 0',
};

/** What messages call the images; docker's names are those of the module. */
const ofFamily = ({ name }: Family) => (name === 'docker' ? {} : { family: name });
