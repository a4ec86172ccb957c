import type { Role } from '../../model/role';

/** Provides podman. */
export const ensurePodman: Role = {
  name: 'ensure-podman',
  summary: 'Provide podman.',
  description:
    "Installs the distribution's package of podman where the command is missing. Nothing is configured: the jobs of this library build without a " +
    'session of systemd.',
  variables: {},
  tasks: {
    main: [
      {
        name: 'Look whether podman is there',
        'ansible.builtin.command': { argv: ['podman', '--version'] },
        register: '_ensure_podman_found',
        changed_when: false,
        failed_when: false,
      },
      {
        name: 'Install podman',
        'ansible.builtin.package': { name: 'podman', state: 'present', update_cache: true },
        when: '_ensure_podman_found.rc != 0',
        become: true,
      },
    ],
  },
};
