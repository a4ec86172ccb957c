import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { int, str } from '../../model/variable';
import { explainFailure } from '../tasks/explain-failure';
import { knownBuildsetRegistryAddress } from '../tasks/known-buildset-registry';
import { accountOf, registryLogin } from '../tasks/registry-login';
import { reportWarnings } from '../tasks/report-warnings';

const asStopped = {
  state: 'stopped',
  root: '{{ buildset_registry_root }}',
  port: '{{ buildset_registry_port }}',
  engine: '{{ buildset_registry_engine }}',
  firewall_chain: '{{ buildset_registry_firewall_chain }}',
};

const own = 'run_buildset_registry';

/** Starts the buildset registry, and takes it away. */
export const runBuildsetRegistry = (site: Site): Role => ({
  name: 'run-buildset-registry',
  summary: 'Start the registry that lives as long as the job.',
  description:
    'Starts CNCF distribution with nginx in front of it, both as containers, on the first node of the play. Everybody who ' +
    'reaches the node may read; writing takes the account that the role returns. The certificate is made for this job alone.\n\n' +
    'Called with ``tasks_from: compare`` on localhost, in a post-run playbook of the job that started the registry, it compares each tag with what a build of ' +
    'this library has pushed last, and fails if another image has taken its place since.\n\n' +
    'Call the role with ``tasks_from: stop`` in a post-run playbook: it keeps the logs and removes the containers, their ' +
    'volumes, the firewall rule and the files.\n\n' +
    'A second registry on the same node takes another ``buildset_registry_port`` and another ``buildset_registry_root``, at the start and at ' +
    'the stop; its containers have the port in their names. Both live beside each other: what is not labelled with folder and port of the registry is ' +
    'neither replaced nor removed, and stands in the way with an error before anything is changed.\n\n' +
    'It needs docker itself: where only podman is there, or stands in under the name of docker, the role says so.',
  differences: [
    'CNCF distribution behind nginx instead of zuul-registry.',
    'One registry in a play of several nodes, on the first of them.',
    'The port is published by the engine itself; there is no relay that could die.',
    'Calling the role again keeps the registry and its images.',
    'Two registries need two folders; the folder must not hold anything else.',
    '``tasks_from: stop`` takes everything away again.',
  ],
  dependencies: ['image-gate'],
  vars: knownBuildsetRegistryAddress(own),
  variables: {
    buildset_registry_root: str({
      default: '{{ ansible_user_dir }}/buildset_registry',
      description: 'The folder for its configuration and certificate.',
    }),
    buildset_registry_port: int({
      default: 5000,
      minimum: 1,
      maximum: 65535,
      description: 'The port on which it listens.',
    }),
    buildset_registry_image: str({
      default: site.images.registry,
      description: 'The image of CNCF distribution.',
    }),
    buildset_registry_front_image: str({ default: site.images.front, description: 'The image of nginx.' }),
    buildset_registry_engine: str({
      default: 'docker',
      choices: ['docker'],
      description: 'The engine that runs it. Not ``container_command``, which says what jobs build with.',
    }),
    buildset_registry_firewall_chain: str({
      default: site['firewall-chain'] ?? '',
      description:
        'The chain of iptables and ip6tables that gets a rule for the port, on nodes that have it.',
    }),
  },
  outputs: [
    {
      name: 'buildset_registry',
      kind: 'fact',
      description: '``host``, ``port``, ``username``, ``password`` and ``cert`` of the registry.',
    },
    {
      name: 'buildset_registry',
      kind: 'zuul_return secret_data',
      description: 'The same, for the jobs that depend on this one.',
    },
  ],
  tasks: {
    main: [
      {
        name: 'Choose a password',
        'ansible.builtin.set_fact': {
          _run_buildset_registry_account: {
            username: 'zuul',
            password:
              "{{ lookup('ansible.builtin.password', '/dev/null', length=40, chars=['ascii_letters', 'digits']) }}",
          },
        },
        run_once: true,
        no_log: true,
      },
      explainFailure({
        name: 'Start the registry',
        buildset_registry: {
          ...asStopped,
          state: 'started',
          host: '{{ ansible_host | default(inventory_hostname) }}',
          ...accountOf('_run_buildset_registry_account'),
          image: '{{ buildset_registry_image }}',
          front_image: '{{ buildset_registry_front_image }}',
        },
        register: '_run_buildset_registry_started',
        run_once: true,
        become: true,
      }),
      {
        name: 'Remember how the registry is reached',
        'ansible.builtin.set_fact': {
          buildset_registry:
            "{{ {'host': _run_buildset_registry_started.host, 'port': _run_buildset_registry_started.port, " +
            "'cert': _run_buildset_registry_started.cert} | combine(_run_buildset_registry_account) }}",
        },
        run_once: true,
        no_log: true,
      },
      {
        name: 'Tell the jobs that depend on this one',
        comment: 'Zuul passes secret data on only if there is other data as well.',
        zuul_return: {
          data: { buildset_registry_started: true },
          secret_data: { buildset_registry: '{{ buildset_registry }}' },
        },
        run_once: true,
        no_log: true,
      },
    ],
    compare: [
      {
        name: 'Compare what the registry of this job holds',
        'ansible.builtin.include_tasks': 'compared.yaml',
        when: [`_${own}_registry | length > 0`, 'zuul_success | default(true) | bool'],
      },
    ],
    compared: [
      {
        name: 'Find the registry',
        image_plan: { zuul: '{{ zuul }}', buildset_registry: `{{ _${own}_address }}` },
        register: '_run_buildset_registry_plan',
      },
      explainFailure({
        name: 'Compare the images with what was built',
        registry_compare: {
          registry: registryLogin(`_${own}_registry`, `_${own}_plan.buildset_address`),
        },
        register: '_run_buildset_registry_compared',
      }),
      reportWarnings('_run_buildset_registry_compared'),
    ],
    stop: [
      {
        name: 'Take the registry away',
        buildset_registry: { ...asStopped, log_dir: '{{ ansible_user_dir }}/zuul-output/logs/docker' },
        register: '_run_buildset_registry_stopped',
        become: true,
      },
      reportWarnings('_run_buildset_registry_stopped'),
    ],
  },
});
