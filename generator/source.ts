import {
  isMap,
  isNode,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Tags,
} from 'yaml';
import { codeFrame, type Diagnostic } from './diagnostics';
import { pathText, problemsOf } from './validate/words/check';

/** Where a value is: keys and numbers of items from the top. */
export type Path = readonly (string | number)[];

/** How a file is read: the code of what is found in it, tags of its own, and where its secrets are. */
export interface Reading {
  readonly code: string;
  readonly tags?: Tags;
  readonly secrets?: readonly Path[];
}

/** A YAML file that a user wrote for this library, as opposed to one of Zuul's; excerpts of it show no secret. */
export interface SourceFile {
  readonly document: Document;
  /** Something wrong at a place of the file; `path` may lead further than the file does. */
  readonly finding: (path: Path, message: string, hint?: string) => Diagnostic;
  /** Why it cannot be read as YAML, or what of YAML it must not use. */
  readonly syntaxProblems: readonly Diagnostic[];
}

/** Where the key of a value stands; that of the nearest one around it if it is not there at all. */
const offsetOf = (document: Document, path: Path): number => {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    const pair = isMap(node) ? node.items.find((item) => String(item.key) === String(part)) : undefined;
    const item = isSeq(node) ? node.items[Number(part)] : undefined;
    const start = isNode(pair?.key) ? pair.key : item;
    if (isNode(start) && start.range) offset = start.range[0];
    node = pair ? pair.value : item;
  }
  return offset;
};

/** The text with asterisks in place of secret values, for excerpts. */
const withoutSecrets = (text: string, document: Document, secrets: readonly Path[]): string =>
  secrets.reduce((shown, path) => {
    const value = document.getIn(path, true) as Node | undefined;
    const [start, end] = value?.range ?? [0, 0];
    return shown.slice(0, start) + shown.slice(start, end).replace(/\S/g, '*') + shown.slice(end);
  }, text);

/** Reads a file; `path` is how messages call it. */
export const readSource = (path: string, text: string, { code, tags, secrets = [] }: Reading): SourceFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    ...(tags ? { customTags: tags } : {}),
  });
  // What cannot be parsed is not shown: there is no telling where a secret is.
  const shown = document.errors.length > 0 ? undefined : withoutSecrets(text, document, secrets).split('\n');
  const findingAt = (offset: number, message: string, hint?: string): Diagnostic => {
    const { line, col } = lines.linePos(offset);
    return {
      severity: 'error',
      code,
      where: `${path}:${line}:${col}`,
      message,
      ...(hint ? { hint } : {}),
      ...(shown === undefined ? {} : { excerpt: codeFrame(shown, line, col) }),
    };
  };
  const aliases: Node[] = [];
  visit(document, { Alias: (_, node) => void aliases.push(node) });
  return {
    document,
    finding: (place, message, hint) => findingAt(offsetOf(document, place), message, hint),
    syntaxProblems: [
      // Behind a colon, a quote or a backslash, these messages quote the file.
      ...document.errors.map(({ pos, message }) =>
        findingAt(pos[0], `this is not YAML: ${message.split(/[:"\\]/)[0]?.trim()}`),
      ),
      ...aliases.map(({ range }) => findingAt(range?.[0] ?? 0, 'is an alias; expected the value itself')),
    ],
  };
};

/** Everything in which a value of the file differs from a JSON Schema. */
export const schemaProblems = (
  { finding }: SourceFile,
  schema: Readonly<Record<string, unknown>>,
  value: unknown,
): readonly Diagnostic[] =>
  problemsOf(schema, value).map(({ path, part, message, hint }) => {
    // A message about a key names the key itself.
    const subject = pathText(part === 'key' ? path.slice(0, -1) : path);
    return finding(path, subject ? `${subject}: ${message}` : message, hint);
  });
