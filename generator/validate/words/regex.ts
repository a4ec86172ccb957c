import type { Check } from './format-check';

/** What only RE2 or Python knows: groups with options and the like, and possessive repetitions. */
const beyond = /\(\?[^:=!<]|[*+?}]\+/;

/** A text that can be no regular expression in any language that Zuul reads. */
export const regexProblem: Check = (text) => {
  if (beyond.test(text)) return undefined;
  try {
    new RegExp(text);
    return undefined;
  } catch {
    return /^[*?]|[/][*]/.test(text)
      ? 'is a pattern as in a shell; expected a regular expression, in which ".*" stands for anything'
      : 'is no regular expression; look for brackets that do not close, and put a backslash before special characters';
  }
};
