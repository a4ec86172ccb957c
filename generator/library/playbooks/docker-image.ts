import type { Playbook } from '../../model/playbook';

/** The playbooks of the docker family. */
export const dockerImagePlaybooks: readonly Playbook[] = [
  {
    path: 'docker-image/pre',
    summary: 'Fill the buildset registry with the images of the changes ahead.',
    plays: [
      {
        name: 'Fill the buildset registry',
        hosts: 'localhost',
        gather_facts: false,
        roles: ['pull-from-intermediate-registry'],
      },
    ],
  },
  {
    path: 'docker-image/run',
    summary: 'Build the images, then wait for the jobs that use the registry if it is that of this job.',
    plays: [
      { name: 'Build the images', hosts: 'all', roles: ['build-docker-image'] },
      {
        name: 'Wait if the registry is ours',
        hosts: 'localhost',
        gather_facts: false,
        roles: ['pause-buildset-registry'],
      },
    ],
  },
  {
    path: 'docker-image/upload',
    summary: 'Upload the images of a job that succeeded.',
    plays: [
      {
        name: 'Upload the images',
        comment: 'On the executor: credentials never reach a node that ran the code of the change.',
        hosts: 'localhost',
        gather_facts: false,
        roles: ['upload-docker-image'],
      },
    ],
  },
  {
    path: 'docker-image/promote',
    summary: 'Give the images of a merged change their final tags.',
    plays: [
      {
        name: 'Promote the images',
        hosts: 'localhost',
        gather_facts: false,
        roles: ['promote-docker-image'],
      },
    ],
  },
];
