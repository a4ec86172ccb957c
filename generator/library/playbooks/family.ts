import type { Family } from '../../model/families';
import type { Playbook } from '../../model/playbook';

/** The playbooks of a family; what its nodes need beside docker is `provided` first. */
export const playbooksOf = (
  { name, playbooks }: Family,
  provided: Pick<Playbook, 'plays' | 'uses'> = { plays: [] },
): readonly Playbook[] => [
  {
    path: `${playbooks}/pre`,
    summary: 'Fill the buildset registry with the images of the changes ahead.',
    ...provided,
    plays: [
      ...provided.plays,
      {
        name: 'Fill the buildset registry',
        hosts: 'localhost',
        gather_facts: false,
        roles: ['pull-from-intermediate-registry'],
      },
    ],
  },
  {
    path: `${playbooks}/run`,
    summary: 'Build the images, then wait for the jobs that use the registry if it is that of this job.',
    plays: [
      { name: 'Build the images', hosts: 'all', roles: [`build-${name}-image`] },
      {
        name: 'Wait if the registry is ours',
        hosts: 'localhost',
        gather_facts: false,
        roles: ['pause-buildset-registry'],
      },
    ],
  },
  {
    path: `${playbooks}/upload`,
    summary: 'Upload the images of a job that succeeded.',
    plays: [
      {
        name: 'Upload the images',
        comment: 'On the executor: credentials never reach a node that ran the code of the change.',
        hosts: 'localhost',
        gather_facts: false,
        roles: [`upload-${name}-image`],
      },
    ],
  },
  {
    path: `${playbooks}/promote`,
    summary: 'Give the images of a merged change their final tags.',
    plays: [
      {
        name: 'Promote the images',
        hosts: 'localhost',
        gather_facts: false,
        roles: [`promote-${name}-image`],
      },
    ],
  },
];
