import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { bool, int, list, str } from '../../model/variable';
import { explainFailure } from '../tasks/explain-failure';
import { legible } from '../tasks/legible';
import { accountOf, exactText } from '../tasks/registry-login';
import { reportWarnings } from '../tasks/report-warnings';
import { buildsetImages, buildsetRegistry } from '../variables/registries';

const connectionUser =
  "{{ buildset_registry_docker_user | default(ansible_user | default(lookup('ansible.builtin.env', 'USER')), true) }}";

/** Points the engines of a node to the buildset registry, and takes the settings away. */
export const useBuildsetRegistry = (site: Site): Role => ({
  name: 'use-buildset-registry',
  summary: 'Make the engines of a node use the images of the buildset registry.',
  description:
    'Call it in a pre-run playbook on the nodes that pull, build or run images. docker gets the registry as the first of its ' +
    'mirrors and is told by a reload, never by a restart; podman, cri-o and BuildKit get it as a mirror of every namespace, and so do containerd, microk8s, k3s and rke2 where their folders are there. ' +
    'Where ``~/.docker/config.json`` names a credential store or helper, docker is sent back to the file for this registry ' +
    '(an empty entry of ``credHelpers``), and podman finds the account in ``~/.config/containers/auth.json``. A file that is written in a way ' +
    'that nothing can be added to is refused with its line, before anything is changed on the node.\n\n' +
    'docker itself knows mirrors of Docker Hub only, and takes what the node has under a name without asking. So the role pulls what the ' +
    'registry has of the images of other registries, and of the images of Docker Hub of which the node has an older one, and gives them ' +
    'their names: ``docker run quay.io/...`` finds the image of an unmerged change. ``docker pull quay.io/...`` still asks quay.io. ' +
    'What comes into the registry later is taken by ``tasks_from: images``. podman needs none of this.\n\n' +
    'Call it with ``tasks_from: remove`` in a post-run playbook: every file is as before, and images that came since, ' +
    'those without a name too, are taken from the stores of docker and of podman (root and the user), and what docker left of its own ' +
    'in ``~/.docker`` (root and the user) goes. If the build cache of ' +
    'docker has grown meanwhile, all of it that is not in use goes, since docker cannot remove only what is new. Children of the consumer job and of the build jobs need not: ' +
    'those jobs do it.',
  differences: [
    'The mirrors of the site stay behind the buildset registry.',
    'docker is reloaded, not restarted, also if another registry was trusted before.',
    'docker finds the images of all registries that the buildset registry has, not only those of Docker Hub.',
    '``tasks_from: remove`` undoes everything.',
  ],
  dependencies: ['image-gate'],
  variables: {
    buildset_registry: buildsetRegistry,
    buildset_registry_docker_user: str({
      description:
        'The user whose ``~/.docker/config.json`` gets the account; the user of the connection where it is not set.',
    }),
    buildset_registry_namespaces: list({
      items: list({
        items: str({ description: 'Name of the registry in image references; URL of the registry itself.' }),
        description: 'A namespace.',
      }),
      default: [
        ['docker.io', 'https://registry-1.docker.io'],
        ['quay.io', 'https://quay.io'],
        ['gcr.io', 'https://gcr.io'],
        ['registry.k8s.io', 'https://registry.k8s.io'],
      ],
      description: 'The registries for whose images the buildset registry is asked first.',
    }),
    buildset_registry_unqualified_registries: list({
      items: str({ description: 'Name of a registry.' }),
      default: ['docker.io'],
      description: 'The registries in which podman looks for names without a registry.',
    }),
    buildset_registry_pull: bool({
      default: true,
      description:
        'Whether docker is given the images that it does not find by a mirror; an older image of the same name that the node has counts otherwise.',
    }),
    buildset_registry_pull_names: list({
      items: str({ description: 'Name of an image, with its registry, with or without a tag.' }),
      default: [],
      description: 'The images that docker is given; without any, all that the buildset registry has.',
    }),
    buildset_registry_pull_limit: int({
      default: 10000,
      minimum: 0,
      description:
        'How many megabytes docker may have to pull; more is an error. So are more than 200 images.',
    }),
    buildset_images: buildsetImages,
    zuul_artifacts: list({
      items: { type: 'dict', description: 'An artifact.', fields: {} },
      default: '{{ zuul.artifacts | default([]) }}',
      description: 'Where the registry does not list what it has, the images of these are looked for.',
    }),
  },
  outputs: [
    {
      name: 'buildset_registry_alias',
      kind: 'fact',
      description: 'The name under which the node knows the registry.',
    },
    {
      name: 'ca_dir',
      kind: 'fact',
      description:
        "The distribution's folder of trusted certificates; ``<alias>.crt`` in it is the registry's.",
    },
    { name: 'docker_config', kind: 'fact', description: "The path of the user's ``config.json``." },
  ],
  tasks: {
    main: [
      explainFailure(
        {
          name: 'Require a buildset registry',
          'ansible.builtin.assert': {
            that: 'buildset_registry is defined',
            fail_msg:
              'use-buildset-registry: there is no buildset registry (the variable buildset_registry is not set). ' +
              `Let the job depend on a registry job or on a build job: add "dependencies: [${site.prefix}-buildset-registry]".`,
          },
        },
        { final: true },
      ),
      explainFailure({
        name: 'Point the engines to the registry',
        buildset_registry_client: {
          state: 'present',
          user: connectionUser,
          host: '{{ buildset_registry.host }}',
          port: '{{ buildset_registry.port }}',
          ...accountOf('buildset_registry'),
          cert: exactText('buildset_registry.cert'),
          namespaces: '{{ buildset_registry_namespaces }}',
          unqualified_registries: '{{ buildset_registry_unqualified_registries }}',
        },
        register: '_use_buildset_registry_client',
        become: true,
      }),
      {
        name: 'Remember where the settings are',
        'ansible.builtin.set_fact': {
          buildset_registry_alias: '{{ _use_buildset_registry_client.alias }}',
          ca_dir: '{{ _use_buildset_registry_client.ca_dir }}',
          docker_config: '{{ _use_buildset_registry_client.docker_config }}',
        },
      },
      reportWarnings('_use_buildset_registry_client'),
      {
        name: 'Give docker what it does not find by a mirror',
        'ansible.builtin.include_tasks': 'images.yaml',
        when: 'buildset_registry_pull | bool',
      },
    ],
    images: [
      explainFailure({
        name: 'Give docker the images of the buildset',
        buildset_registry_images: {
          registry: {
            host: '{{ buildset_registry.host }}',
            port: '{{ buildset_registry.port }}',
            ...accountOf('buildset_registry'),
            cert: exactText('buildset_registry.cert'),
          },
          names: '{{ buildset_registry_pull_names }}',
          limit: '{{ buildset_registry_pull_limit }}',
          artifacts: '{{ zuul_artifacts }}',
          recorded: '{{ buildset_images | default({}) }}',
        },
        register: '_use_buildset_registry_images',
        become: true,
      }),
      {
        name: 'Tell which images those are',
        'ansible.builtin.debug': { msg: `{{ ${legible('_use_buildset_registry_images.told')} }}` },
        when: '_use_buildset_registry_images.told | length > 0',
      },
      reportWarnings('_use_buildset_registry_images'),
    ],
    remove: [
      {
        name: 'Take the settings and the images that came since from the node',
        buildset_registry_client: { state: 'absent', user: connectionUser },
        register: '_use_buildset_registry_left',
        become: true,
      },
      reportWarnings('_use_buildset_registry_left'),
    ],
  },
});
