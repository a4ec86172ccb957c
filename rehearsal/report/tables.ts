import { stripVTControlCharacters } from 'node:util';

/** Lays out rows in columns, with a headline. */
export function table(
  headline: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const width = (text: string): number => stripVTControlCharacters(text).length;
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => width(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd();
  const body = rows.length > 0 ? rows.map(line) : ['(none)'];
  return [headline, line(head), line(widths.map((size) => '-'.repeat(size))), ...body, ''].join('\n');
}
