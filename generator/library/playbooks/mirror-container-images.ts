import type { Playbook } from '../../model/playbook';

/** The playbook of jobs that copy images of others. */
export const mirrorContainerImagesPlaybooks: readonly Playbook[] = [
  {
    path: 'mirror-container-images/run',
    summary: 'Copy images from one registry to another.',
    plays: [
      {
        name: 'Copy the images',
        hosts: 'localhost',
        gather_facts: false,
        roles: ['mirror-container-images'],
      },
    ],
  },
];
