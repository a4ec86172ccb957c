/**
 * What a terminal or a page would obey instead of showing: control characters but for the line feed, and marks for the
 * direction of text. Modules escape these in their own messages; but a node that ran the code of a change may answer in
 * the place of a module.
 */
const obeyed = String.raw`'[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]'`;

/** A message that came from elsewhere, as an expression of something that may be shown. */
export const legible = (message: string) => `(${message} | string | regex_replace(${obeyed}, '?'))[:20000]`;

/** The same for a list of messages: the first ones, each on one line. */
export const legibleList = (messages: string) =>
  `(${messages} | map('string') | map('regex_replace', ${obeyed}, '?') | map('truncate', 1100, true) | list)[:50]`;
