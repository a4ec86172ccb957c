import { families } from '../../model/families';
import type { Playbook } from '../../model/playbook';
import { playbooksOf } from './family';

/** The playbooks of the container family. */
export const containerImagePlaybooks: readonly Playbook[] = playbooksOf(families.container, {
  plays: [
    {
      name: 'Provide the engine that builds',
      hosts: 'all',
      tasks: [
        {
          name: 'Provide podman',
          'ansible.builtin.include_role': { name: 'ensure-podman' },
          when: "container_command | default('podman') == 'podman'",
        },
      ],
    },
  ],
  uses: ['container_command'],
});
