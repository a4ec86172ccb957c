import { str } from '../../model/variable';

/** What an account says of the interface by which a registry's tags are listed and deleted, beside the distribution API. */
export const tagInterface = {
  type: str({
    choices: ['docker', 'quay', 'harbor', 'gitlab', 'github', 'azure', 'artifactory', 'distribution'],
    description:
      "The registry's interface by which staged tags are listed and deleted. By default that of the host, or what the registry says of " +
      'itself when it asks to log in.',
  }),
  api_url: str({
    expected: 'the address of that interface, by https',
    description: 'The address of that interface, where it is not the usual one.',
  }),
  api_token: str({
    secret: true,
    expected: 'a token for that interface',
    description:
      'A token for that interface, where it wants another one than the password: of an application at Quay, a personal one at GitHub.',
  }),
};
