import { Document, isCollection, isMap, isScalar, isSeq, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { DiagnosticError } from '../diagnostics';

/** A value with a comment that goes above it. */
export interface Commented {
  readonly comment: string;
  readonly value: unknown;
}

const commentedKey = Symbol('comment');

/** Puts a comment above an entry of a list or a value of a mapping. */
export const withComment = (comment: string | undefined, value: unknown): unknown =>
  comment ? { [commentedKey]: comment, value } : value;

const commentOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && commentedKey in value
    ? (value as Record<symbol, string>)[commentedKey]
    : undefined;

const refuse = (where: string, message: string): never => {
  throw new DiagnosticError([{ severity: 'error', code: 'yaml-scalar', where, message }]);
};

const scalar = (value: unknown, where: string): Scalar => {
  if (typeof value === 'string') {
    // PyYAML, which Ansible and Zuul read with, takes a lone equals sign for a value of its own kind.
    if (value === '=') refuse(where, 'a lone "=" cannot be read back by YAML 1.1; expected any other text');
    if (/[\t\r]/.test(value))
      refuse(where, 'a tab or carriage return in a text; expected spaces and line feeds');
    const node = new Scalar(value);
    if (value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
    return node;
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    refuse(where, `${value} is not a number that YAML knows`);
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return new Scalar(value);
  return refuse(
    where,
    `${typeof value} cannot stand in a YAML file; expected text, number, boolean, list or mapping`,
  );
};

const encrypted = (value: object): readonly string[] | undefined => {
  const { encrypted: chunks, ...rest } = value as { readonly encrypted?: unknown };
  return Array.isArray(chunks) && Object.keys(rest).length === 0 ? (chunks as readonly string[]) : undefined;
};

const node = (value: unknown, where: string): Scalar | YAMLMap | YAMLSeq => {
  if (typeof value !== 'object' || value === null) return scalar(value, where);
  if (Array.isArray(value)) {
    const sequence = new YAMLSeq();
    value.forEach((entry: unknown, index) => {
      const comment = commentOf(entry);
      const item = node(comment ? (entry as Commented).value : entry, `${where}[${index}]`);
      if (comment) item.commentBefore = comment.replace(/^/gm, ' ');
      sequence.items.push(item);
    });
    return sequence;
  }
  const chunks = encrypted(value);
  if (chunks) {
    const sequence = node(chunks, where);
    sequence.tag = '!encrypted/pkcs1-oaep';
    return sequence;
  }
  const mapping = new YAMLMap();
  for (const [key, entry] of Object.entries(value)) {
    const comment = commentOf(entry);
    const name = scalar(key, `${where}.${key}`);
    if (comment) name.commentBefore = comment.replace(/^/gm, ' ');
    mapping.items.push(new Pair(name, node(comment ? (entry as Commented).value : entry, `${where}.${key}`)));
  }
  return mapping;
};

const separateEntries = (root: unknown): void => {
  if (!isSeq(root) && !isMap(root)) return;
  root.items.slice(1).forEach((item) => {
    const first =
      isScalar(item) || isCollection(item)
        ? item
        : isScalar((item as Pair).key)
          ? (item as Pair<Scalar>).key
          : undefined;
    if (first) first.spaceBefore = true;
  });
};

/** How a YAML file is written. */
export interface YamlOptions {
  /** Path of the definition, for errors. */
  readonly source: string;
  /** Text in front of the document: header and comments. */
  readonly header: string;
  /** Whether a blank line stands between the entries of the top level. */
  readonly spaced?: boolean;
}

/** A YAML document as Ansible and Zuul read it (YAML 1.1 by PyYAML): the only writer of YAML. */
export const toYaml = (value: unknown, { source, header, spaced = true }: YamlOptions): string => {
  const document = new Document(null, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  const contents = node(value, source);
  if (spaced) separateEntries(contents);
  document.contents = contents as never;
  return `${header}\n${document.toString({ lineWidth: 0 })}`;
};
