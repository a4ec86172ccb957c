import type { Playbook } from '../../model/playbook';
import { warnInstead } from '../tasks/warn-instead';

/** The playbooks of the registry job, and of every job that may start a registry of its own. */
export const buildsetRegistryPlaybooks: readonly Playbook[] = [
  {
    path: 'buildset-registry/pre',
    summary:
      'Check the input; start a buildset registry unless the job depends on one, and make the nodes use it.',
    plays: [
      {
        name: 'Check the input of the job',
        comment: 'Before anything is started: a mistake in a list of images should cost seconds.',
        hosts: 'localhost',
        gather_facts: false,
        tasks: [
          {
            name: 'Check all of it',
            'ansible.builtin.include_role': { name: 'image-gate', tasks_from: 'check' },
          },
        ],
      },
      {
        name: 'Provide the buildset registry',
        comment: 'Zuul has gathered the few facts that this needs, before the first playbook.',
        hosts: 'all',
        gather_facts: false,
        tasks: [
          { name: 'Provide docker', 'ansible.builtin.include_role': { name: 'ensure-docker' } },
          {
            name: 'Start a buildset registry',
            'ansible.builtin.include_role': { name: 'run-buildset-registry' },
            when: 'buildset_registry is not defined',
          },
          {
            name: 'Use the buildset registry',
            comment: 'A build takes its base images itself.',
            'ansible.builtin.include_role': { name: 'use-buildset-registry' },
            vars: { buildset_registry_pull: false },
          },
        ],
      },
    ],
  },
  {
    path: 'buildset-registry/run',
    summary:
      'Fill the buildset registry with the images of the changes ahead, then wait for the jobs that use it.',
    plays: [
      {
        name: 'Fill the registry and wait',
        hosts: 'localhost',
        gather_facts: false,
        roles: ['pull-from-intermediate-registry'],
        tasks: [
          {
            name: 'Wait for the jobs that depend on this one',
            zuul_return: { data: { zuul: { pause: true } } },
          },
        ],
      },
    ],
  },
  {
    path: 'buildset-registry/post',
    summary:
      'See that what was tested is what was built, and keep the images of the job for the changes behind.',
    plays: [
      {
        name: 'Compare the registry with what was built',
        comment: 'By the job that started it: the jobs that used it are done by now.',
        hosts: 'localhost',
        gather_facts: false,
        tasks: [
          {
            name: 'Compare all images',
            'ansible.builtin.include_role': { name: 'run-buildset-registry', tasks_from: 'compare' },
            when: 'buildset_registry is not defined',
          },
        ],
      },
      {
        name: 'Keep the images',
        hosts: 'localhost',
        gather_facts: false,
        roles: ['push-to-intermediate-registry'],
      },
    ],
  },
  {
    path: 'buildset-registry/clean',
    summary: 'Take the registry, its images and its settings from the nodes, also when the build is aborted.',
    plays: [
      {
        name: 'Leave the nodes as they were',
        comment:
          'A node that cannot be cleaned, for instance since the job took sudo away, says nothing about the change.',
        hosts: 'all',
        gather_facts: false,
        tasks: [
          warnInstead(
            {
              name: 'Stop using the buildset registry',
              'ansible.builtin.include_role': { name: 'use-buildset-registry', tasks_from: 'remove' },
            },
            'settings of the buildset registry stay on {{ inventory_hostname }}',
          ),
          warnInstead(
            {
              name: 'Stop the buildset registry',
              'ansible.builtin.include_role': { name: 'run-buildset-registry', tasks_from: 'stop' },
            },
            'the buildset registry stays on {{ inventory_hostname }}',
          ),
        ],
      },
    ],
  },
];
