/** A registry as the registry modules take it: `login` is the dictionary with the account, `host` the expression for `name:port`. */
export const registryLogin = (login: string, host: string) => ({
  host: `{{ ${host} }}`,
  username: `{{ ${login}.username }}`,
  password: `{{ ${login}.password }}`,
  cert: `{{ ${login}.cert | default('') }}`,
});
