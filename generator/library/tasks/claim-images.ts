import type { Task } from '../../model/task';
import { explainFailure } from './explain-failure';
import { recordImages } from './record-images';
import { registryLogin } from './registry-login';

/**
 * Marks what the nodes have pushed to the buildset registry as the buildset's own, and records its digests. `role` has
 * pushed `_<role>_pushes`.
 */
export const claimImages = (role: string): readonly Task[] => [
  {
    name: 'Plan the claim',
    image_plan: {
      zuul: '{{ zuul }}',
      buildset_registry: `{{ _${role}_address }}`,
      pushed: `{{ _${role}_pushes }}`,
    },
    register: `_${role}_claim`,
    delegate_to: 'localhost',
  },
  explainFailure({
    name: 'Mark the images as those of this buildset',
    registry_copy: {
      registries: [registryLogin(`_${role}_registry`, `_${role}_claim.buildset_address`)],
      copies: `{{ _${role}_claim.claims }}`,
    },
    register: `_${role}_claimed`,
    delegate_to: 'localhost',
  }),
  recordImages(`_${role}_claimed`),
];
