import { itemsOf, textOf } from '../reading/located';
import { variableOf, type JobView } from '../views/job-view';
import { isTemplate } from '../words/show';

/** Words with which a part of a text may count or not. */
const condition = /\bif\b|\bternary\b|\{%/;

/** More variables than a text is ever made of. */
const mostVariables = 100;

/** A text, or that of a variable in it. */
export interface Part {
  readonly text: string;
  /** Whether it, or what it comes by, may count in some cases only. */
  readonly conditional: boolean;
  /** The variable that holds it, and the part that names the variable. */
  readonly by?: { readonly name: string; readonly outer: Part };
}

/** A text with what its variables hold, each of which is looked at once. */
export const partsOf = (view: JobView, text: string): readonly Part[] => {
  const parts: Part[] = isTemplate(text) ? [{ text, conditional: condition.test(text) }] : [];
  const known = new Set<string>();
  // The list grows while it is walked through.
  for (const outer of parts)
    for (const [name] of outer.text.matchAll(/\b[a-zA-Z]\w*\b/g)) {
      if (known.has(name) || known.size >= mostVariables) continue;
      known.add(name);
      const texts = itemsOf(variableOf(view, name)).flatMap((item) => textOf(item) ?? []);
      for (const each of texts.filter(isTemplate))
        parts.push({
          text: each,
          conditional: outer.conditional || condition.test(each),
          by: { name, outer },
        });
    }
  return parts;
};

/** The variables by which a part comes, the outermost first. */
export const namesOf = ({ by }: Part): readonly string[] => (by ? [...namesOf(by.outer), by.name] : []);
