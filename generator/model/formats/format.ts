/**
 * Why a text is refused. Patterns are in the common subset of JavaScript (flag `u`) and Python 3.8: no `$`, whose meaning
 * differs, and white space spelled out.
 */
export interface Refusal {
  /** Refuses a text in which this is found, */
  readonly found?: string;
  /** or one that is unlike this as a whole, */
  readonly unlike?: string;
  /** or one of more characters. */
  readonly above?: number;
  /** What of the text is looked at, if not the text as it is: without shell quotes, or as a normal path (POSIX). */
  readonly of?: 'unquoted' | 'normal';
  /**
   * Completes the sentence "<text> ...". `{1}` is what a group of `found` holds, quoted; `{1:lower}` in lower case, `{1:letter}`
   * a character, and `{length}` the number of characters.
   */
  readonly words: string;
}

/** A grammar of texts: the first refusal that applies is told. */
export type Grammar = readonly Refusal[];

/** The end of the text, in both languages. */
export const end = '(?![\\s\\S])';

/** What Python takes for white space. */
export const blank =
  '[\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

/** Characters that control a device instead of being printed. */
export const control = '[\\u0000-\\u001f\\u007f]';

/** What is a template cannot be judged. */
export const unfilled: Refusal = {
  found: '\\{\\{',
  words: 'is a template that was not filled in; check the variables that it uses',
};
