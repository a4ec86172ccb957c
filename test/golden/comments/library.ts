import type { Library } from '../../../generator/model/library';

/** Comments of tasks and plays stand above them, several lines long if need be. */
export const library: Library = {
  root: 'test/golden/comments',
  roles: [
    {
      name: 'greet',
      summary: 'Greet somebody.',
      description: 'Says hello.',
      variables: {},
      tasks: {
        main: [
          {
            name: 'Say hello',
            comment: 'Politeness costs nothing.\n\nNot even here.',
            'ansible.builtin.debug': { msg: 'Hello: {{ inventory_hostname }}' },
          },
          { name: 'Say goodbye', 'ansible.builtin.debug': { msg: 'first line\nsecond line\n' } },
        ],
      },
    },
  ],
  playbooks: [
    {
      path: 'greet/run',
      summary: 'Greet everybody.',
      plays: [{ name: 'Greet', comment: 'One play is enough.', hosts: 'all', roles: ['greet'] }],
    },
  ],
  zuul: [],
  schemas: [],
};
