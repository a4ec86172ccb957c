// eslint-disable-next-line no-control-regex -- what YAML has no place for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

/**
 * Why a value cannot stand in a YAML file and be read back the same by PyYAML (YAML 1.1), as Ansible and Zuul do;
 * nothing if it can.
 */
export const whyNotYaml = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      // YAML 1.1 has a type of its own for a lone equals sign, and PyYAML no value for it.
      if (value === '=') return 'a lone "=" cannot be read back; expected any other text';
      if (/[\t\r]/.test(value)) return 'a tab or carriage return in a text; expected spaces and line feeds';
      if (unprintable.test(value))
        return 'a control character in a text; expected characters that can be shown';
      if (/\p{Surrogate}/u.test(value)) return 'half a character in a text; expected whole ones';
      return undefined;
    case 'number':
      // YAML 1.1 takes 1e21 for a text; JavaScript writes very large and very small numbers so.
      return Number.isFinite(value) && !String(value).includes('e')
        ? undefined
        : `${value} is not a number that YAML knows`;
    case 'boolean':
    case 'object':
      return undefined;
    default:
      return `${typeof value} has no place in YAML; expected text, number, boolean, list or mapping`;
  }
};
