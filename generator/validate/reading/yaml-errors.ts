import type { Source } from './located';
import type { YamlError } from './yaml-document';

// Words of our own: the library's would quote the text around the place, which may be a password.
const syntaxErrors: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias cannot have a tag or an anchor of its own',
  BAD_ALIAS: 'the name of the anchor or alias is not complete',
  BAD_DQ_ESCAPE: 'there is no such escape in a text in double quotes',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_PROP_ORDER: 'an anchor or a tag stands in the wrong place',
  BAD_SCALAR_START: 'a text cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping begins here in the middle of another value; check indentation and colons',
  BLOCK_IN_FLOW: 'only values in brackets can stand inside brackets',
  DUPLICATE_KEY: 'this key stands twice in the mapping; keep one',
  MISSING_CHAR: 'a character is missing, such as a comma, a colon, a quote or a bracket',
  MULTILINE_IMPLICIT_KEY: 'a key has to stand on one line; perhaps a colon is missing',
  MULTIPLE_DOCS: 'a second document begins here; Zuul reads one in each file',
  TAB_AS_INDENT: 'a tab stands in the indentation; use spaces',
};

/** Two names of one mistake. */
const inTheMiddle: readonly string[] = ['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY'];

/** The errors in the order of the file, up to the first that changes how all below it is read: Zuul stops there. */
const untilFirst = (errors: readonly YamlError[]): readonly YamlError[] => {
  const sorted = [...errors].sort((a, b) => a.start - b.start);
  const first = sorted.findIndex(({ code }) => code !== 'DUPLICATE_KEY');
  return first < 0 ? sorted : sorted.slice(0, first + 1);
};

/** An error at the beginning of a line, by the tab that stands there: a text of several lines has ended before it. */
const byTab = ({ text }: Source, error: YamlError): YamlError => {
  const line = text.lastIndexOf('\n', error.start - 1) + 1;
  const tab = line + (/^ *(?=\t)/.exec(text.slice(line))?.[0].length ?? -1);
  return tab >= error.start ? { code: 'TAB_AS_INDENT', start: tab, end: tab + 1 } : error;
};

/** The way out where a text is followed by a list. */
const adviceFor = ({ text }: Source, { code, start }: YamlError): string | undefined =>
  inTheMiddle.includes(code) && /^[^\n]*\n *- /.test(text.slice(start, start + 2000))
    ? 'If the list below has lost its key, write the key on a line of its own before it.'
    : undefined;

/** The words for a key that stands twice. */
export const duplicateKey = syntaxErrors['DUPLICATE_KEY'] ?? '';

/** What is wrong with a file's YAML, in words. */
export const yamlProblems = (source: Source, errors: readonly YamlError[]) =>
  untilFirst(errors)
    .map((each) => byTab(source, each))
    .map((error) => ({
      place: { source, start: error.start, end: error.end },
      message: syntaxErrors[error.code] ?? 'this is not YAML; check quotes, brackets and indentation',
      hint: adviceFor(source, error),
    }));
