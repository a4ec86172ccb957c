import { getBorderCharacters, table as layOut } from 'table';

/** Lays out rows in columns, with a headline. */
export const table = (
  headline: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string => {
  const body = rows.length > 0 ? rows : [head.map((_, column) => (column === 0 ? '(none)' : ''))];
  const text = layOut(
    [head, ...body].map((cells) => [...cells]),
    {
      border: { ...getBorderCharacters('void'), joinBody: '-', joinJoin: '-' },
      columnDefault: { paddingLeft: 0, paddingRight: 2 },
      drawHorizontalLine: (index) => index === 1,
    },
  );
  return [headline, ...text.split('\n').map((line) => line.trimEnd())].join('\n');
};
