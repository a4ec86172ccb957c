import { createContext, Script } from 'node:vm';
import { RE2JS } from 're2js';

/** Where in a text a pattern has to match. */
export type Where = 'at the beginning' | 'anywhere';

/** A pattern that answers for a text, or cannot tell. */
export type Pattern = (text: string, where: Where) => boolean | undefined;

/** In characters: patterns and texts beyond are not tried. */
const [longestPattern, longestText] = [2000, 2000];
/** In milliseconds: for one text in an engine that may go back and forth, and for all of them in one run. */
const [each, altogether] = [20, 1000];

let spent = 0;

const known = new Map<string, Pattern>();

/** Begins a run: what was asked and spent before does not count. */
export const beginMatching = (): void => {
  spent = 0;
  known.clear();
};

const timed = <Value>(work: () => Value): Value | undefined => {
  if (spent > altogether) return undefined;
  const start = performance.now();
  try {
    return work();
  } finally {
    spent += performance.now() - start;
  }
};

/** RE2, as Zuul has it: its time grows with the text, whatever the pattern is. */
const linear = (pattern: string): Pattern | undefined => {
  try {
    const compiled = RE2JS.compile(pattern);
    return (text, where) => {
      const matcher = compiled.matcher(text);
      return where === 'anywhere' ? matcher.find() : matcher.lookingAt();
    };
  } catch {
    return undefined;
  }
};

const script = new Script('new RegExp(pattern, "u").test(text)');

/** Patterns that look ahead, which Zuul gives to Python: only the clock ends some of them. */
const limited = (pattern: string): Pattern | undefined => {
  try {
    new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
  return (text, where) => {
    const context = createContext({ pattern: where === 'anywhere' ? pattern : `^(?:${pattern})`, text });
    try {
      return script.runInContext(context, { timeout: each }) as boolean;
    } catch {
      return undefined;
    }
  };
};

/** Somebody else's regular expression, which may be made to take forever: it is asked within a budget. */
export const patternOf = (pattern: string): Pattern => {
  const before = known.get(pattern);
  if (before) return before;
  const compiled =
    pattern.length > longestPattern ? undefined : timed(() => linear(pattern) ?? limited(pattern));
  const answers = new Map<string, boolean | undefined>();
  const found: Pattern = (text, where) => {
    if (!compiled || text.length > longestText) return undefined;
    const key = `${where}\n${text}`;
    if (!answers.has(key))
      answers.set(
        key,
        timed(() => compiled(text, where)),
      );
    return answers.get(key);
  };
  known.set(pattern, found);
  return found;
};
