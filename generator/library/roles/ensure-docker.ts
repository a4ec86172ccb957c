import type { Role } from '../../model/role';
import { bool, list, str } from '../../model/variable';
import { dockerPackageSource, installFromDistribution, installFromDocker } from '../tasks/install-docker';

const packages = (description: string, value: readonly string[]) =>
  list({ items: str({ description: 'A package.' }), default: value, description });

/** Provides a working docker engine. */
export const ensureDocker: Role = {
  name: 'ensure-docker',
  summary: 'Provide a docker engine that the user of the connection may use.',
  description:
    'Runs on the nodes. Where an engine is installed and answers, nothing is changed. Otherwise docker is installed, from ' +
    "Docker's own packages or from the distribution's, the user becomes a member of the docker group, and the engine is started.",
  differences: [
    'A node with a working engine is left alone.',
    'The command line and buildx are installed where the distribution has them as packages of their own.',
    "podman under docker's name is refused.",
    "The key of Docker's packages comes with the job or from Docker, never from a mirror.",
    'No compose (``docker_compose_install``), no lists of packages to require or remove.',
  ],
  dependencies: ['image-gate'],
  variables: {
    use_upstream_docker: bool({
      default: true,
      description: "Whether Docker's own packages are installed instead of the distribution's.",
    }),
    docker_use_buildset_registry: bool({
      default: false,
      description:
        'Whether the role ``use-buildset-registry`` is called at the end, with the account for root.',
    }),
    docker_group: str({ default: 'docker', description: 'The group that may use the engine.' }),
    docker_update_channel: str({ default: 'stable', description: "The channel of Docker's packages." }),
    docker_download_fqdn: str({
      default: 'download.docker.com',
      description: "The host of Docker's packages.",
    }),
    docker_mirror_base_url: str({
      description:
        "URL of Docker's packages for the distribution; made of ``docker_download_fqdn`` where it is not set.",
    }),
    docker_gpg_key: str({
      description: "The key of Docker's packages in ASCII armour; fetched where it is not set.",
    }),
    docker_mirror: str({ description: 'URL of a mirror of Docker Hub for the engine.' }),
    docker_insecure_registries: list({
      items: str({ description: 'A registry, with its port.' }),
      description: 'Registries that the engine may use without TLS.',
    }),
    docker_userland_proxy: bool({
      description: 'Whether the engine relays published ports by a process of its own.',
    }),
    docker_distro_packages: list({
      items: str({ description: 'A package.' }),
      description: "The distribution's packages; where they are not set, those that it is known to have.",
    }),
    docker_upstream_distro_packages: packages("Docker's own packages.", [
      'docker-ce',
      'docker-ce-cli',
      'docker-buildx-plugin',
      'containerd.io',
    ]),
  },
  vars: {
    ...dockerPackageSource,
    _ensure_docker_packages: '{{ docker_distro_packages | default(_ensure_docker_engine.packages) }}',
    // One expression, so that numbers stay numbers and what is not set stays null.
    _ensure_docker_wanted:
      "{{ {'mtu': none if _ensure_docker_engine.installed else _ensure_docker_engine.container_mtu, " +
      "'registry-mirrors': [docker_mirror] if docker_mirror is defined else none, " +
      "'insecure-registries': docker_insecure_registries | default(none), " +
      "'userland-proxy': docker_userland_proxy | default(none)} }}",
  },
  tasks: {
    main: [
      {
        name: 'Look at the engine',
        docker_engine: { group: '{{ docker_group }}' },
        register: '_ensure_docker_engine',
      },
      {
        name: 'Refuse podman under the name of docker',
        'ansible.builtin.assert': {
          that: 'not _ensure_docker_engine.podman',
          fail_msg:
            "ensure-docker: the command docker of this node is podman under docker's name, and the jobs need docker itself. " +
            'Remove that command (in most distributions the package podman-docker); podman may stay.',
        },
      },
      {
        name: 'Install the engine',
        'ansible.builtin.include_tasks':
          "install-{{ 'upstream' if use_upstream_docker | bool else 'distribution' }}.yaml",
        when: 'not _ensure_docker_engine.installed',
      },
      {
        name: 'Configure the engine',
        'ansible.builtin.include_tasks': 'configure.yaml',
        when:
          'not _ensure_docker_engine.installed or docker_mirror is defined or docker_insecure_registries is defined ' +
          'or docker_userland_proxy is defined',
      },
      {
        name: 'Make the engine usable',
        'ansible.builtin.include_tasks': 'start.yaml',
        when: 'not _ensure_docker_engine.answers',
      },
      {
        name: 'Use the buildset registry',
        'ansible.builtin.include_role': { name: 'use-buildset-registry' },
        vars: { buildset_registry_docker_user: 'root' },
        when: 'docker_use_buildset_registry | bool',
      },
    ],
    configure: [
      {
        name: 'Write what is set into daemon.json',
        comment:
          'Packets of containers must fit into those of the node; an engine that was there before has been set up for that.',
        docker_settings: {
          settings: '{{ _ensure_docker_wanted }}',
        },
        register: '_ensure_docker_settings',
        become: true,
      },
      {
        name: 'Let the engine take it over',
        'ansible.builtin.systemd_service': {
          name: 'docker',
          state: '{{ _ensure_docker_settings.action }}ed',
        },
        when: '_ensure_docker_settings.action | length > 0',
        become: true,
      },
    ],
    start: [
      {
        name: 'Start the engine',
        'ansible.builtin.systemd_service': { name: 'docker', state: 'started', enabled: true },
        become: true,
      },
      {
        name: 'Let the user use the engine',
        'ansible.builtin.user': {
          name: "{{ ansible_user | default(ansible_facts['user_id']) }}",
          groups: ['{{ docker_group }}'],
          append: true,
        },
        become: true,
      },
      {
        name: 'Log in anew',
        comment: 'A membership counts from the next login on.',
        'ansible.builtin.meta': 'reset_connection',
      },
      {
        name: 'Prove that the engine answers',
        'ansible.builtin.command': { argv: ['docker', 'version'] },
        changed_when: false,
      },
    ],
    'install-distribution': installFromDistribution,
    'install-upstream': installFromDocker,
  },
};
