import type { Library } from '../../../generator/model/library';
import { dict, str } from '../../../generator/model/variable';

const place = dict({
  description: 'A place.',
  fields: {
    folder: str({ description: 'The folder.' }),
    directory: str({ description: 'The folder.', deprecated: { since: '2.0', use: '``folder``' } }),
  },
});

/** What is still accepted says what to use instead. */
export const library: Library = {
  root: 'test/golden/deprecated-field',
  roles: [
    {
      name: 'put',
      summary: 'Put something somewhere.',
      description: 'Puts it there.',
      variables: { place },
      tasks: {
        main: [
          {
            name: 'Make the folder',
            'ansible.builtin.file': {
              path: '{{ place.folder | default(place.directory) }}',
              state: 'directory',
              mode: '0755',
            },
          },
        ],
      },
    },
  ],
  playbooks: [],
  zuul: [],
  schemas: [{ name: 'place', field: place }],
};
