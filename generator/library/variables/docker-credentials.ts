import { dict, str } from '../../model/variable';
import { tagInterface } from './tag-interface';

/** The account for the registry to which images are uploaded; a Zuul secret. */
export const dockerCredentials = dict({
  description: 'The account for the target registry. Give it as a Zuul secret with ``pass-to-parent: true``.',
  required: true,
  secret: true,
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
    registry: str({
      format: 'host-port',
      description:
        'The registry for which the account is, such as ``quay.io``. Jobs whose ``docker_registry`` is another one are refused. ' +
        'Without it, an account with a ``repository`` is for the registry with which that begins, if any, and otherwise for ' +
        'Docker Hub; an account with neither goes to whatever registry the job names, with a warning.',
    }),
    repository: str({
      description:
        'A regular expression that restricts the repositories to which the account may upload; it is searched in the ' +
        'repository. ``zuul.project.short_name`` and ``zuul.project.name`` in it, each in double braces, stand for the project of the change. ' +
        'Where it begins with a registry (``^quay\\.io/acme/``), it is searched in the whole name.',
    }),
    ...tagInterface,
    cert: str({
      description: 'PEM of a certificate authority to trust for the registry, where the executor does not.',
    }),
  },
});
