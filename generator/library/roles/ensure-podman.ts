import type { Role } from '../../model/role';
import { ensureCommand } from '../tasks/ensure-command';

/** Provides podman. */
export const ensurePodman: Role = {
  name: 'ensure-podman',
  summary: 'Provide podman.',
  description:
    "Installs the distribution's package of podman where the command is missing. Nothing is configured: the jobs of this library build without a " +
    'session of systemd.',
  variables: {},
  tasks: { main: ensureCommand('podman').tasks },
};
