/**
 * A text of a dictionary, byte for byte. A template alone makes Ansible read what looks like JSON as a dictionary or a
 * list, and a module then gets its Python form; Ansible leaves what the filter `string` gives alone.
 */
export const exactText = (expression: string) => `{{ ${expression} | string }}` as const;

/** The account in a dictionary, as modules take it. */
export const accountOf = (login: string) => ({
  username: exactText(`${login}.username`),
  password: exactText(`${login}.password`),
});

/** A registry as the registry modules take it: `login` is the dictionary with the account, `host` the expression for `name:port`. */
export const registryLogin = (login: string, host: string) => ({
  host: `{{ ${host} }}`,
  ...accountOf(login),
  cert: exactText(`${login}.cert | default('', true)`),
});

/** A registry whose tags are listed and deleted, with what is told of its interface for that. */
export const tagsLogin = (login: string, host: string) => ({
  ...registryLogin(login, host),
  type: exactText(`${login}.type | default('', true)`),
  api_url: exactText(`${login}.api_url | default('', true)`),
  api_token: exactText(`${login}.api_token | default('', true)`),
});
