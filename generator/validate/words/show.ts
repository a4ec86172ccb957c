import { words } from '../../model/words';

const longest = 80;

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const hex = (letter: string): string => {
  const point = letter.codePointAt(0) ?? 0;
  const digits = point.toString(16);
  if (point < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return point < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
};

/** Python takes no separator but the space for one that can be printed. */
const unprintable = /(?! )[\p{C}\p{Z}]/gu;

const quoted = (text: string): string => {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replace(/[\\\n\r\t]/g, (letter) => escapes[letter] ?? letter)
    .replace(unprintable, hex)
    .replaceAll(quote === "'" ? "'" : /(?!)/g, "\\'");
  return `${quote}${escaped}${quote}`;
};

const written = (value: unknown): string => {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, part]) => `${quoted(key)}: ${written(part)}`)
      .join(', ')}}`;
  return String(value as number);
};

/** The account in an address, with a scheme before it or without, and not what stands before a digest. */
export const account = /(?<=:\/\/)[^\s/'"]*(?=@)|(?<![^\s/'"])[^\s/:'"]+:[^\s/'"]*(?=@(?!sha\d))/g;

/** A value for a message, as the roles show it: as Python writes it, cut where it gets long. */
export const show = (value: unknown, limit = longest): string => {
  const letters = [...written(value).replace(account, '***')];
  if (letters.length <= limit) return letters.join('');
  return `${letters.slice(0, limit - 4).join('')}...${letters.at(-1)}`;
};

const { kinds } = words;

/** What sort of value it is, in words. */
export const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return kinds.nothing;
  if (Array.isArray(value)) return kinds.list;
  if (typeof value === 'boolean') return kinds.boolean;
  if (typeof value === 'number') return kinds.number;
  return typeof value === 'object' ? kinds.mapping : kinds.text;
};

/** Whether a text is filled in when the job runs. */
export const isTemplate = (text: string): boolean => /\{[{%]/.test(text);

/** Whether any text in a value is filled in when the job runs. */
export const hasTemplate = (value: unknown): boolean =>
  typeof value === 'string'
    ? isTemplate(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(hasTemplate);
