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
  TAB_AS_INDENT: 'a tab is used for indentation; use spaces',
};

/** Two names of one mistake, which goes on through the lines below it. */
const inTheMiddle: readonly string[] = ['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY'];

const withoutEchoes = (errors: readonly YamlError[]): readonly YamlError[] => {
  const first = errors.find(({ code }) => inTheMiddle.includes(code));
  return errors.filter((error) => error === first || !inTheMiddle.includes(error.code));
};

/** The way out where a text is followed by a list. */
const adviceFor = ({ text }: Source, { code, start }: YamlError): string | undefined =>
  inTheMiddle.includes(code) && /^[^\n]*\n *- /.test(text.slice(start, start + 2000))
    ? 'If the list below has lost its key, write the key on a line of its own before it.'
    : undefined;

/** The words for a key that stands twice. */
export const duplicateKey = syntaxErrors['DUPLICATE_KEY'] ?? '';

/** What is wrong with a file's YAML, in words: each mistake once. */
export const yamlProblems = (source: Source, errors: readonly YamlError[]) =>
  withoutEchoes(errors).map((error) => ({
    place: { source, start: error.start, end: error.end },
    message: syntaxErrors[error.code] ?? 'this is not YAML; check quotes, brackets and indentation',
    hint: adviceFor(source, error),
  }));
