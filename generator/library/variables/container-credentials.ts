import { dict, str } from '../../model/variable';
import { tagInterface } from './tag-interface';

/** The accounts for the registries to which images are uploaded, by registry; a Zuul secret. */
export const containerRegistryCredentials = dict({
  description:
    'The accounts for the target registries, each under the name of its registry, such as ``quay.io``. Give them as a Zuul secret with ' +
    '``pass-to-parent: true``.',
  required: true,
  secret: true,
  fields: {},
  free: {
    key: 'registry',
    format: 'host-port',
    values: dict({
      description: 'The account for this registry.',
      fields: {
        username: str({
          required: true,
          expected: 'the name of the account',
          description: 'The name of the account.',
        }),
        password: str({
          required: true,
          secret: true,
          expected: 'the password or access token of the account',
          description: 'Its password or access token.',
        }),
        repository: str({
          description:
            'A regular expression that restricts the repositories to which the account may upload; it is searched in the ' +
            'repository without its registry. ``zuul.project.short_name`` and ``zuul.project.name`` in it, each in double braces, stand for the project ' +
            'of the change. Where it begins with the registry (``^quay\\.io/acme/``), it is searched in the whole name.',
        }),
        ...tagInterface,
        cert: str({
          description:
            'PEM of a certificate authority to trust for the registry, where the executor does not.',
        }),
      },
    }),
  },
});
