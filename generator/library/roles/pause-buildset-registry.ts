import type { Role } from '../../model/role';
import { buildsetRegistry } from '../variables/registries';

/** Pauses a job that started its own buildset registry. */
export const pauseBuildsetRegistry: Role = {
  name: 'pause-buildset-registry',
  summary: 'Pause the job if the buildset registry is its own.',
  description:
    'Runs on localhost, in the run phase. A job that depends on a registry job has the variable ``buildset_registry`` and ' +
    'goes on; a job that started the registry itself waits, so that the jobs which depend on it can use the registry.',
  variables: { buildset_registry: buildsetRegistry },
  outputs: [
    {
      name: 'zuul.pause',
      kind: 'zuul_return data',
      description: 'True, where the job started the registry itself.',
    },
  ],
  tasks: {
    main: [
      {
        name: 'Pause the job',
        zuul_return: { data: { zuul: { pause: true } } },
        when: 'buildset_registry is not defined',
        no_log: true,
      },
    ],
  },
};
