import type { Library } from '../../../generator/model/library';
import { bool, dict, int, list, str } from '../../../generator/model/variable';

const servers = list({
  description: 'The servers, the ``first`` one first.',
  items: {
    type: 'dict',
    description: 'A server.',
    fields: {
      name: str({ description: 'Its name.', required: true }),
      port: int({ description: 'Its port.', minimum: 1, maximum: 65535, default: 443 }),
      labels: list({ description: 'Its labels.', items: str({ description: 'A label.' }), default: [] }),
      limits: dict({
        description: 'Its limits.',
        closed: true,
        fields: { memory: str({ description: 'A size.', choices: ['small', 'large'] }) },
      }),
    },
  },
  default: [],
  example: [{ name: 'one', port: 8443 }],
});
const folder = str({ description: 'Where they lie.', default: '{{ zuul.project.src_dir }}' });
const accounts = dict({
  description: 'An account of each server.',
  fields: {},
  free: {
    key: 'server',
    format: 'host',
    values: dict({
      description: 'An account.',
      fields: { user: str({ description: 'Its name.', required: true }) },
    }),
  },
});
const verify = bool({ description: 'Whether certificates are verified.', default: true });

/** Fields of fields, in defaults, specifications of arguments, both forms of schema, README and reference. */
export const library: Library = {
  root: 'test/golden/nested-variables',
  roles: [
    {
      name: 'serve',
      summary: 'Serve.',
      description: 'Serves.',
      differences: ['It serves several.'],
      variables: { servers, accounts, folder, verify },
      outputs: [{ name: 'served', kind: 'fact', description: 'How many there are.' }],
      tasks: {
        main: [
          {
            name: 'Count the servers',
            'ansible.builtin.set_fact': {
              served: '{{ servers | length }} in {{ folder }} with {{ accounts | length }}',
            },
            when: 'verify | bool',
          },
        ],
      },
    },
  ],
  playbooks: [],
  zuul: [],
  schemas: [
    { name: 'servers', field: servers },
    { name: 'accounts', field: accounts },
    { name: 'verify', field: verify },
  ],
};
