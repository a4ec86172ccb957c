/** Widest line of Python, as ruff.toml has it. */
const width = 110;

/** In the quotes that need fewer escapes; letters of other scripts by their numbers. */
const quoted = (text: string): string => {
  const json = JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const [double, single] = ['"', "'"].map((quote) => text.split(quote).length) as [number, number];
  return double > single ? `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'` : json;
};

const bracketed = (
  open: string,
  close: string,
  items: readonly string[],
  indent: number,
  room: number,
): string => {
  const line = `${open}${items.join(', ')}${close}`;
  const fits = !line.includes('\n') && indent + line.length <= width - room;
  if (fits || items.length === 0) return line;
  const inner = ' '.repeat(indent + 4);
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${' '.repeat(indent)}${close}`;
};

/**
 * A Python literal, laid out as `ruff format` does: mappings, tuples for lists, texts, numbers, truth values and None.
 *
 * `room` is what stands before and after it on its first line.
 */
export const pythonLiteral = (value: unknown, indent = 0, room = 0): string => {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => pythonLiteral(item, indent + 4, 1));
    // One item needs its comma.
    return items.length === 1 &&
      !items[0]?.includes('\n') &&
      indent + (items[0]?.length ?? 0) + 3 <= width - room
      ? `(${items[0] ?? ''},)`
      : bracketed('(', ')', items, indent, room);
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value as Readonly<Record<string, unknown>>).filter(
      ([, part]) => part !== undefined,
    );
    const items = entries.map(([key, part]) => {
      const name = `${quoted(key)}: `;
      return `${name}${pythonLiteral(part, indent + 4, name.length + 1)}`;
    });
    return bracketed('{', '}', items, indent, room);
  }
  return String(value as number);
};
