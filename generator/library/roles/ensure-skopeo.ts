import type { Role } from '../../model/role';
import { bool, str } from '../../model/variable';
import { ensureCommand } from '../tasks/ensure-command';

const skopeo = ensureCommand(
  'skopeo',
  "{{ 'golang-go' if ensure_skopeo_install_from_upstream | bool and ansible_facts['os_family'] == 'Debian' else 'golang' if ensure_skopeo_install_from_upstream | bool else 'skopeo' }}",
);

/** Provides skopeo. */
export const ensureSkopeo: Role = {
  name: 'ensure-skopeo',
  summary: 'Provide skopeo.',
  description:
    "Installs the distribution's package of skopeo where the command is missing. No role of this library needs it; it is for playbooks of projects that call it. " +
    'With ``ensure_skopeo_install_from_upstream`` the version named is compiled from its Go module instead, with the Go of the distribution.',
  differences: [
    'Where skopeo is there, nothing is done.',
    'From upstream it is a Go module, without C libraries.',
  ],
  variables: {
    ensure_skopeo_install_from_upstream: bool({
      default: false,
      description: "Whether skopeo is compiled instead of the distribution's package.",
    }),
    ensure_skopeo_version: str({ default: 'v1.14.2', description: 'The version that is compiled.' }),
  },
  tasks: {
    main: [
      ...skopeo.tasks,
      {
        name: 'Compile skopeo',
        'ansible.builtin.command': {
          argv: [
            'go',
            'install',
            '-tags',
            'containers_image_openpgp exclude_graphdriver_btrfs',
            'github.com/containers/skopeo/cmd/skopeo@{{ ensure_skopeo_version }}',
          ],
          creates: '/usr/local/bin/skopeo',
        },
        environment: { GOBIN: '/usr/local/bin', CGO_ENABLED: '0' },
        when: [`${skopeo.found}.rc != 0`, 'ensure_skopeo_install_from_upstream | bool'],
        become: true,
      },
    ],
  },
};
