import type { Located } from '../reading/located';
import { isTrue, itemsOf, member, textOf } from '../reading/located';
import { patternOf } from '../words/pattern';

/** A `branches` attribute: the texts of which one has to let a branch through; without any, all pass. */
export type BranchMatcher = readonly string[];

/** The branches for which a job is looked at: those that one text of `branches` is about, or all that none is about. */
export interface Branches {
  readonly text?: string;
  /** All texts that something of the job's configuration is restricted to. */
  readonly known: readonly string[];
}

const isName = (text: string): boolean => /^[\w/.-]+$/.test(text);

/** `^master$` means `master`. */
const simplified = (text: string): string => {
  const inner = text.replace(/^\^/, '').replace(/\$$/, '');
  return isName(inner) ? inner : text;
};

/** The texts of a `branches` attribute; a negated one has an exclamation mark before it. */
export const matcherOf = (attributes: Located | undefined): BranchMatcher =>
  itemsOf(member(attributes, 'branches')).flatMap((item) => {
    const text = textOf(item) ?? textOf(member(item, 'regex'));
    if (text === undefined) return [];
    return isTrue(member(item, 'negate')) ? [`!${text}`] : [simplified(text)];
  });

/** Whether a pattern matches the beginning of a branch's name, as Zuul asks; not if it cannot be told. */
const matches = (pattern: string, branch: string): boolean => {
  const negated = pattern.startsWith('!');
  const answer = patternOf(negated ? pattern.slice(1) : pattern)(branch, 'at the beginning');
  return answer !== undefined && answer !== negated;
};

const isAbout = (pattern: string, text: string): boolean =>
  pattern === text || (isName(text) && matches(pattern, text));

/** Whether something restricted to some branches counts on these. */
export const passes = (matcher: BranchMatcher, { text }: Branches): boolean =>
  matcher.length === 0 || (text !== undefined && matcher.some((pattern) => isAbout(pattern, text)));

/** Whether two jobs can run for the same change: not if they are for branches that, as far as can be told, differ. */
export const mayRunTogether = (
  { branches: a }: { readonly branches: Branches },
  { branches: b }: { readonly branches: Branches },
): boolean => {
  if (a.text !== undefined && b.text !== undefined) return isAbout(a.text, b.text) || isAbout(b.text, a.text);
  const [text, { known }] = a.text === undefined ? [b.text, a] : [a.text, b];
  return text === undefined || !known.some((pattern) => isAbout(pattern, text));
};
