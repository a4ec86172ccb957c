import type { Role } from '../../model/role';

/** Brings the modules and the Python package that the other roles share. */
export const imageGate: Role = {
  name: 'image-gate',
  summary: 'The registry client and the modules that the other roles share.',
  description:
    'The role has no tasks. Roles depend on it for its modules: ``image_plan`` checks a list of images and applies every ' +
    'naming rule once, ``registry_copy``, ``registry_promote`` and ``registry_cleanup`` speak to registries.',
  variables: {},
  tasks: {},
};
