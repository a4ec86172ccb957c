/**
 * What the linter and the roles say of the same mistake: `{...}` is filled in. The linter puts the way out on a line of its own, the roles
 * behind the message.
 */
export const words = {
  kinds: {
    nothing: 'empty',
    boolean: 'a boolean',
    number: 'a number',
    text: 'text',
    list: 'a list',
    mapping: 'a mapping',
  },
  types: {
    string: 'text',
    boolean: 'true or false',
    integer: 'a whole number',
    list: 'a list',
    dict: 'a mapping',
  },
  messages: {
    'wrong kind': 'is {kind}; expected {expected}',
    missing: '{key} is missing; expected {expected}',
    unknown: 'is not a known key',
    ignored: 'is not a known key, and is ignored',
  },
  'ways out': {
    near: 'did you mean "{near}"?',
    known: 'known keys: {known}',
    quotes: 'put it in quotes',
    items: 'begin each item with "- "',
    pair: 'write {text}',
  },
} as const;

/** Words with their places filled in. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);

/** A way out as a sentence of its own. */
export const sentence = (wayOut: string): string =>
  `${wayOut.slice(0, 1).toUpperCase()}${wayOut.slice(1)}${wayOut.endsWith('?') ? '' : '.'}`;
