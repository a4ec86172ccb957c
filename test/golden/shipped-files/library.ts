import type { Library } from '../../../generator/model/library';

/** Files beside a definition are copied below the header; a line that names an interpreter stays the first. */
export const library: Library = {
  root: 'test/golden/shipped-files',
  roles: [
    { name: 'ship', summary: 'Bring a module.', description: 'Has no tasks.', variables: {}, tasks: {} },
  ],
  playbooks: [],
  zuul: [],
  schemas: [],
};
