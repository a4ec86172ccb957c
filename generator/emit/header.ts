import { extname } from 'node:path';

/** The two lines that every generated file starts with: what it was made from, and what to do to change it. */
const lines = (source: string): readonly [string, string] => [
  `Generated from ${source} - do not edit.`,
  'To change it, edit that file and run: npm run generate',
];

/** Header for YAML, Python and other files whose comments start with a hash. */
export const hashHeader = (source: string): string =>
  lines(source)
    .map((line) => `# ${line}\n`)
    .join('');

/** Header for reStructuredText. */
export const restHeader = (source: string): string =>
  `..\n${lines(source)
    .map((line) => `   ${line}\n`)
    .join('')}\n`;

/** Header for Markdown. */
export const markdownHeader = (source: string): string => `<!-- ${lines(source).join('\n     ')} -->\n\n`;

/** Header for JSON documents that allow `$comment`. */
export const jsonHeader = (source: string): string => lines(source).join(' ');

const hashed: ReadonlySet<string> = new Set(['.py', '.sh', '.yaml', '.conf', '.toml']);

/**
 * Puts the header into a file that a role ships, below a line that names an interpreter; files of a kind that knows no
 * comments with a hash stay as they are.
 */
export const withHeader = (source: string, text: string): string => {
  if (!hashed.has(extname(source.replace(/\.j2$/, '')))) return text;
  const shebang = /^#!.*\n/.exec(text)?.[0] ?? '';
  return shebang + hashHeader(source) + text.slice(shebang.length);
};
