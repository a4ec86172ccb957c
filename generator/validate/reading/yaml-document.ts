import { Composer, Lexer, Parser, type Document, type ErrorCode } from 'yaml';
import type { Source } from './located';
import { tabWatch } from './yaml-tabs';

/** The parts of a lexer that look at indentation. */
interface IndentedLexer {
  indentNext: number;
  parseFlowCollection: () => Generator<string, unknown>;
  parseQuotedScalar: () => Generator<string, unknown>;
}

/** A lexer that, as PyYAML does, takes lines of any indentation inside of brackets and quotes. */
const lenientLexer = (): Lexer => {
  const lexer = new Lexer();
  const inner = lexer as unknown as IndentedLexer;
  for (const method of ['parseFlowCollection', 'parseQuotedScalar'] as const) {
    const original = inner[method];
    inner[method] = function* () {
      const before = inner.indentNext;
      inner.indentNext = 0;
      const next = yield* original.call(inner);
      inner.indentNext = before;
      return next;
    };
  }
  return lexer;
};

/** What keeps a file from being read, by the library's code for it. */
export interface YamlError {
  readonly code: ErrorCode;
  readonly start: number;
  readonly end: number;
}

/** In levels: far more than anybody nests values. */
const deepest = 500;

const compose = (lexer: Lexer, text: string, onNewLine: (offset: number) => void) => {
  const parser = new Parser(onNewLine);
  const tabs = tabWatch();
  const tokens = function* () {
    onNewLine(0);
    for (const lexeme of lexer.lex(text)) {
      tabs.next(lexeme);
      yield* parser.next(lexeme);
      // What reads on from here calls itself for each level: Node may end without a word when its stack does.
      if (parser.stack.length > deepest) throw new RangeError('nested too deeply');
    }
    yield* parser.end();
  };
  const composer = new Composer({ version: '1.1', prettyErrors: false });
  const [document, second] = [...composer.compose(tokens(), true, text.length)];
  if (!document) throw new Error('a composer that is told to end gives a document');
  const errors = document.errors.map(({ code, pos: [start, end] }): YamlError => ({ code, start, end }));
  const start = second?.range[0];
  if (start !== undefined) errors.push({ code: 'MULTIPLE_DOCS', start, end: start });
  const tabErrors = tabs.found.map((at): YamlError => ({ code: 'TAB_AS_INDENT', start: at, end: at + 1 }));
  return { document, errors: [...errors, ...tabErrors] };
};

/** A file as YAML 1.1, with what is wrong with it. */
export const readDocument = ({
  text,
  lines,
}: Source): { readonly document: Document; readonly errors: readonly YamlError[] } => {
  const { document, errors } = compose(lenientLexer(), text, lines.addNewLine);
  if (errors.length === 0) return { document, errors };
  // Whoever forgets a quote or bracket indents what follows less: that tells better where it is missing.
  const strict = compose(new Lexer(), text, () => undefined).errors;
  return { document, errors: strict.length > 0 ? strict : errors };
};
