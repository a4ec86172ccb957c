/** A registry as the registry modules take it: `login` is the dictionary with the account, `host` the expression for `name:port`. */
export const registryLogin = (login: string, host: string) => ({
  host: `{{ ${host} }}`,
  username: `{{ ${login}.username }}`,
  // Files from which secrets are made often end with a line feed.
  password: `{{ ${login}.password | trim }}`,
  cert: `{{ ${login}.cert | default('') }}`,
});
