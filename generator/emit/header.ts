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
