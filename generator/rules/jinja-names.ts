/** A variable that a Jinja expression reads. */
export interface JinjaName {
  readonly name: string;
  /** The parts that are read of it, as far as they are spelt out: `x.a['b']` has `a` and `b`. */
  readonly path: readonly string[];
  /** Whether the expression only asks if it is defined, or how long it is. */
  readonly tested: boolean;
}

const token =
  /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|[A-Za-z_]\w*|==|!=|<=|>=|\/\/|\*\*|[^\s\w]/gsy;
const isName = (text: string | undefined): text is string => text !== undefined && /^[A-Za-z_]/.test(text);
const isText = (text: string | undefined): text is string => text !== undefined && /^['"]/.test(text);

const words = new Set(
  'and or not in is if else elif endif endfor endset recursive true True false False none None'.split(' '),
);

interface Tokens {
  readonly tokens: readonly string[];
  /** Where the text goes on. */
  readonly next: number;
}

/** The tokens up to the closing sign, or up to the end of the text; braces and strings in between are passed over. */
const tokensFrom = (text: string, start: number, closing: '' | '}}' | '%}'): Tokens => {
  const tokens: string[] = [];
  let depth = 0;
  let at = start;
  while (at < text.length) {
    if (closing && depth === 0 && text.startsWith(closing, at)) return { tokens, next: at + 2 };
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found === '{') depth += 1;
    if (found === '}') depth -= 1;
    if (found !== undefined) tokens.push(found);
    at += found?.length ?? 1;
  }
  return { tokens, next: at };
};

/** Whether a name is something else than a variable: an attribute, a filter, a test or the name of an argument. */
const isNoVariable = (tokens: readonly string[], index: number): boolean => {
  const [before, previous] = [tokens[index - 2], tokens[index - 1]];
  if (previous === '.' || previous === '|' || previous === 'is') return true;
  if (previous === 'not' && before === 'is') return true;
  return tokens[index + 1] === '=' && (previous === '(' || previous === ',');
};

const referenceAt = (tokens: readonly string[], index: number): JinjaName => {
  const path: string[] = [];
  let at = index + 1;
  for (;;) {
    const [sign, part, after] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (sign === '.' && isName(part) && after !== '(') {
      path.push(part);
      at += 2;
    } else if (sign === '[' && isText(part) && after === ']') {
      path.push(part.slice(1, -1));
      at += 3;
    } else break;
  }
  const test = tokens[at + 1] === 'not' ? tokens[at + 2] : tokens[at + 1];
  const isDefined = tokens[at] === 'is' && (test === 'defined' || test === 'undefined');
  const tested = isDefined || (tokens[at] === '|' && tokens[at + 1] === 'length');
  return { name: tokens[index] ?? '', path, tested };
};

const referencesIn = (tokens: readonly string[], bound: readonly ReadonlySet<string>[]): JinjaName[] =>
  tokens.flatMap((text, index) =>
    isName(text) &&
    !words.has(text) &&
    !isNoVariable(tokens, index) &&
    !bound.some((names) => names.has(text))
      ? [referenceAt(tokens, index)]
      : [],
  );

/** Where a word stands outside of all brackets. */
const outermost = (tokens: readonly string[], word: string): number => {
  let depth = 0;
  return tokens.findIndex((text) => {
    if ('([{'.includes(text)) depth += 1;
    if (')]}'.includes(text)) depth -= 1;
    return depth === 0 && text === word;
  });
};

const upTo = (tokens: readonly string[], index: number): readonly [readonly string[], readonly string[]] =>
  index < 0 ? [tokens, []] : [tokens.slice(0, index), tokens.slice(index + 1)];

/** What a statement reads; loops and assignments change which names are bound. Macros and imports are not known here. */
const statement = (tokens: readonly string[], bound: Set<string>[]): JinjaName[] => {
  const [tag, ...rest] = tokens.filter(
    (text, index) => !(text === '-' && (index === 0 || index === tokens.length - 1)),
  );
  if (tag === 'for') {
    const [targets, values] = upTo(rest, rest.indexOf('in'));
    const [iterated, condition] = upTo(values, outermost(values, 'if'));
    const read = referencesIn(iterated, bound);
    bound.push(new Set([...targets.filter(isName), 'loop']));
    return [...read, ...referencesIn(condition, bound)];
  }
  if (tag === 'endfor') bound.pop();
  if (tag !== 'set') return referencesIn(rest, bound);
  const [targets, value] = upTo(rest, rest.indexOf('='));
  const read = referencesIn(value, bound);
  targets.filter(isName).forEach((name) => bound.at(-1)?.add(name));
  return read;
};

/** The variables that an expression without braces reads (`when`, `until`, `that`). */
export const namesOfExpression = (text: string): readonly JinjaName[] =>
  referencesIn(tokensFrom(text, 0, '').tokens, []);

/** The variables that a text with `{{ }}` and `{% %}` reads. */
export const namesOfTemplate = (text: string): readonly JinjaName[] => {
  const bound: Set<string>[] = [new Set()];
  const found: JinjaName[] = [];
  const opening = /\{[{%#]/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    if (match[0] === '{#') {
      const end = text.indexOf('#}', match.index);
      opening.lastIndex = end < 0 ? text.length : end + 2;
      continue;
    }
    const { tokens, next } = tokensFrom(text, match.index + 2, match[0] === '{{' ? '}}' : '%}');
    opening.lastIndex = next;
    if (match[0] === '{{') found.push(...referencesIn(tokens, bound));
    else if (tokens.includes('raw')) {
      const end = text.indexOf('endraw', next);
      opening.lastIndex = end < 0 ? text.length : text.indexOf('%}', end) + 2;
    } else found.push(...statement(tokens, bound));
  }
  return found;
};
