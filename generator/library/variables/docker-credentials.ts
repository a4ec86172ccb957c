import { dict, str } from '../../model/variable';

/** The account for the registry to which images are uploaded; a Zuul secret. */
export const dockerCredentials = dict({
  description: 'The account for the target registry. Give it as a Zuul secret with ``pass-to-parent: true``.',
  required: true,
  secret: true,
  fields: {
    username: str({ required: true, description: 'The name of the account.' }),
    password: str({ required: true, secret: true, description: 'Its password or access token.' }),
    repository: str({
      description:
        'A regular expression that restricts the repositories to which the account may upload; it is searched in the ' +
        'repository. ``{{ zuul.project.short_name }}`` and ``{{ zuul.project.name }}`` in it stand for the project of the change.',
    }),
  },
});
