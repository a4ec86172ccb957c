/** What a lexer tells of a document, the end of what is in brackets, and a text, none of which is in the file. */
const signs: readonly string[] = ['\x02', '\x18', '\x1f'];

/**
 * Looks for tabs before what a line, or an item of a list, begins with. Zuul's reader (libyaml) takes none there, outside of brackets and
 * quotes, but for those that go on with a plain text farther to the right than its key or dash; the YAML library takes some of them.
 */
export const tabWatch = () => {
  /** Offsets of the tabs. */
  const found: number[] = [];
  let [offset, line, brackets] = [0, 0, 0];
  /** The last token, and the last that is no end of a line. */
  let [before, text] = ['\n', ''];
  /** The columns of what the line begins with, and of the key or dash that the text belongs to. */
  let [begin, indent] = [0, 0];
  const isTab = (at: number): boolean => {
    const isPlain = !/^(?:[-?:]$|[\s"'#|>&!])/.test(text);
    const goesOn = before.endsWith('\n') && isPlain && at - line > indent;
    return /^[?-]$|\n$/.test(before) && !goesOn;
  };
  const next = (lexeme: string): void => {
    if (signs.includes(lexeme)) return;
    if (/^[ \t]+$/.test(lexeme)) {
      const tab = brackets === 0 ? lexeme.indexOf('\t') : -1;
      if (tab >= 0 && isTab(offset + tab)) found.push(offset + tab);
    } else {
      if (/^[[{\]}]$/.test(lexeme)) brackets += /[[{]/.test(lexeme) ? 1 : -1;
      if (/^[?-]$|\n$/.test(before)) begin = offset - line;
      if (lexeme === '-' || lexeme === '?') indent = offset - line;
      if (lexeme === ':') indent = begin;
      before = lexeme;
      if (lexeme.trim() !== '') text = lexeme;
    }
    offset += lexeme.length;
    if (lexeme.endsWith('\n')) line = offset;
  };
  return { found, next };
};
