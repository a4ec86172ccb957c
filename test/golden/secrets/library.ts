import type { Library } from '../../../generator/model/library';
import { dict, str } from '../../../generator/model/variable';

const account = dict({
  description: 'The account.',
  required: true,
  secret: true,
  fields: {
    host: str({ description: 'Where it is for.', required: true }),
    password: str({ description: 'Its password.', required: true, secret: true }),
  },
});

/** A secret is `no_log` in the specification of arguments and `writeOnly` in schemas; its other parts may be shown. */
export const library: Library = {
  root: 'test/golden/secrets',
  roles: [
    {
      name: 'log-in',
      summary: 'Log in.',
      description: 'Hands the password over by standard input.',
      variables: { account },
      tasks: {
        main: [
          { name: 'Show the host', 'ansible.builtin.debug': { msg: '{{ account.host }}' } },
          {
            name: 'Log in',
            'ansible.builtin.command': {
              argv: ['log-in', '{{ account.host }}'],
              stdin: '{{ account.password | string }}',
            },
            changed_when: false,
            no_log: true,
          },
        ],
      },
    },
  ],
  playbooks: [],
  zuul: [],
  schemas: [{ name: 'account', field: account }],
};
