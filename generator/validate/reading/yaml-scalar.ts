import { isScalar, type Node } from 'yaml';
import type { Located } from './located';

// Zuul reads with PyYAML, which takes fewer texts for numbers and truth values than YAML 1.1 says: ".", "1e3" and "y" stay texts.
const number =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+|[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const truth = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;

const date =
  /^\d{4}-(?:\d\d-\d\d|\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** What a scalar is written as, if it has neither quotes nor a tag. */
const plainSource = (node: Node): string | undefined =>
  isScalar(node) && node.type === 'PLAIN' && node.tag === undefined ? (node.source ?? '') : undefined;

/** The value of a scalar as PyYAML reads it; a date as it is written. */
export const scalarValue = (node: Node): string | number | boolean | null => {
  if (!isScalar(node)) return null;
  const { value } = node;
  const text = plainSource(node);
  if (value instanceof Date) return text ?? value.toISOString();
  const expected = typeof value === 'number' ? number : typeof value === 'boolean' ? truth : undefined;
  if (text !== undefined && expected?.test(text) === false) return text;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : typeof value === 'bigint'
      ? Number(value)
      : null;
};

/** Why Zuul cannot do anything with a scalar, and the way out. */
export const scalarProblem = (node: Node): readonly [message: string, hint: string] | undefined => {
  const text = plainSource(node);
  if (text === '=') return ['"=" alone has a meaning of its own in YAML', 'Put it in quotes: "=".'];
  if (text !== undefined && date.test(text))
    return ['this is a date in YAML, which Zuul cannot pass on to jobs', 'Put it in quotes.'];
  return undefined;
};

/** The tags that Zuul reads beside those of YAML itself. */
export const zuulTags = ['!encrypted/pkcs1-oaep', '!override', '!inherit'];

const standard = 'tag:yaml.org,2002:';
const standardTags = [
  ...['str', 'int', 'float', 'bool', 'null', 'seq', 'map'],
  ...['binary', 'timestamp', 'set', 'omap', 'pairs'],
].map((name) => standard + name);

/** Whether Zuul reads a tag. */
export const isKnownTag = (tag: string): boolean =>
  tag === '!' || zuulTags.includes(tag) || standardTags.includes(tag);

/** A number as Python writes it, which is the text that a role gets. */
const numberText = (written: string, value: number): string => {
  const plain = written.replaceAll('_', '').replace(/^\+/, '');
  // Whole numbers have any number of digits in Python.
  if (/^-?(?:0|[1-9]\d*)$/.test(plain)) return plain === '-0' ? '0' : plain;
  if (!Number.isFinite(value)) return String(value).toLowerCase().replace('infinity', 'inf');
  const isFloat = /[.]/.test(written) && !/^[-+]?0x/i.test(written);
  if (!isFloat) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 16) return Number.isInteger(value) ? `${value}.0` : String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
};

/** What stands in the file for a value. */
export const writtenAs = ({ place: { source, start, end } }: Located): string =>
  source.text.slice(start, end);

/** The text that a role makes of a text or number; nothing if it refuses the value. */
export const textInRole = (located: Located): string | undefined => {
  if (located.kind !== 'scalar' || located.encrypted) return undefined;
  const { value } = located;
  if (typeof value === 'number') return numberText(writtenAs(located), value);
  return typeof value === 'string' ? value : undefined;
};
