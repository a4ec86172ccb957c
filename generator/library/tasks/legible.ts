/**
 * What a terminal or a page would obey instead of showing, as a part of a character class: control characters but for the
 * line feed, marks for the direction of text, tags and other unseen signs, and halves of characters, which no file can hold.
 * Modules escape these in their own messages; but a node that ran the code of a change may answer in the place of a module.
 */
const obeyed =
  String.raw`\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb` +
  String.raw`\ud800-\udfff\U000e0000-\U000e0fff`;

/** A message that came from elsewhere, as an expression of something that may be shown. */
export const legible = (message: string) =>
  `(${message} | string | regex_replace('[${obeyed}]', '?'))[:20000]`;

/** Filters that make one line of each message of a list. */
const lines = [
  `map('string')`,
  String.raw`map('regex_replace', '\n', ' ')`,
  `map('regex_replace', '[${obeyed}]', '?')`,
  `map('truncate', 1100, true)`,
].join(' | ');

/** The same as one line, for what Zuul reports on a change. */
export const legibleLine = (message: string) => `([${message}] | ${lines} | first)`;

/** The same for a list of messages: the first ones, each on one line. */
export const legibleList = (messages: string) => `(${messages} | ${lines} | list)[:50]`;
