import type { Role } from '../../model/role';
import { reportWarnings } from '../tasks/report-warnings';
import { containerCommand } from '../variables/container';

/** Keeps the logs of containers that a job has run. */
export const collectContainerLogs: Role = {
  name: 'collect-container-logs',
  summary: 'Keep the logs of all containers of a node.',
  description:
    'Call it in a post-run playbook on the nodes: the log of each container, running or not, goes to ``zuul-output/logs/<engine>/<name>.txt`` in the home ' +
    'of the user, which the base job fetches. It never fails the job; what cannot be kept is a warning.',
  differences: [
    'One task for all containers, whose lines have their moment.',
    'What cannot be kept is told.',
  ],
  dependencies: ['image-gate'],
  variables: { container_command: { ...containerCommand, default: 'docker' } },
  tasks: {
    main: [
      {
        name: 'Keep the logs',
        container_logs: {
          engine: '{{ container_command }}',
          folder: '~/zuul-output/logs/{{ container_command }}',
        },
        register: '_collect_container_logs_kept',
        failed_when: false,
      },
      reportWarnings('_collect_container_logs_kept'),
    ],
  },
};
