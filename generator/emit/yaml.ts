import { Document, isCollection, isPair, isScalar, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { DiagnosticError } from '../diagnostics';
import { whyNotYaml } from '../model/scalar';

const comment = Symbol('comment');

/** A value with a comment that goes above it. */
interface Commented {
  readonly [comment]: string;
  readonly value: unknown;
}

/** Puts a comment above an entry of a list or a value of a mapping. */
export const withComment = (text: string | undefined, value: unknown): unknown =>
  text ? ({ [comment]: text, value } satisfies Commented) : value;

const isCommented = (value: unknown): value is Commented =>
  typeof value === 'object' && value !== null && comment in value;

/** The value without its comment, and the comment as it stands behind the hash. */
const split = (value: unknown) =>
  isCommented(value)
    ? { plain: value.value, above: value[comment].replace(/^(?=.)/gm, ' ') }
    : { plain: value, above: undefined };

// In a literal block, space at the start is taken for indentation, and lines of spaces only are lost.
const survivesAsLiteral = (text: string): boolean => /^\S/.test(text) && !/^ +$/m.test(text);

const scalarNode = (value: unknown, where: string): Scalar => {
  const reason = whyNotYaml(value);
  if (reason) throw new DiagnosticError([{ severity: 'error', code: 'yaml-scalar', where, message: reason }]);
  const node = new Scalar(value);
  if (typeof value === 'string' && value.includes('\n'))
    node.type = survivesAsLiteral(value) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
  return node;
};

const sequenceNode = (values: readonly unknown[], where: string): YAMLSeq => {
  const sequence = new YAMLSeq();
  values.forEach((entry, index) => {
    const { plain, above } = split(entry);
    const item = valueNode(plain, `${where}[${index}]`);
    if (above) item.commentBefore = above;
    sequence.items.push(item);
  });
  return sequence;
};

const mappingNode = (value: object, where: string): YAMLMap => {
  const mapping = new YAMLMap();
  for (const [key, entry] of Object.entries(value)) {
    const { plain, above } = split(entry);
    const name = scalarNode(key, `${where}.${key}`);
    if (above) name.commentBefore = above;
    mapping.items.push(new Pair(name, valueNode(plain, `${where}.${key}`)));
  }
  return mapping;
};

// The model's type `Encrypted`: a mapping with nothing but its chunks.
const chunksOf = (value: object): readonly unknown[] | undefined =>
  'encrypted' in value && Array.isArray(value.encrypted) && Object.keys(value).length === 1
    ? value.encrypted
    : undefined;

const valueNode = (value: unknown, where: string): Scalar | YAMLMap | YAMLSeq => {
  if (typeof value !== 'object' || value === null) return scalarNode(value, where);
  if (Array.isArray(value)) return sequenceNode(value, where);
  const chunks = chunksOf(value);
  if (!chunks) return mappingNode(value, where);
  const sequence = sequenceNode(chunks, where);
  sequence.tag = '!encrypted/pkcs1-oaep';
  return sequence;
};

const separateEntries = (root: Scalar | YAMLMap | YAMLSeq): void => {
  if (!isCollection(root)) return;
  for (const item of root.items.slice(1)) {
    const first = isPair(item) ? item.key : item;
    if (isScalar(first) || isCollection(first)) first.spaceBefore = true;
  }
};

/** How a YAML file is written. */
export interface YamlOptions {
  /** Path of the definition, for errors. */
  readonly source: string;
  /** Text in front of the document: header and comments. */
  readonly header: string;
}

/**
 * A YAML document as Ansible and Zuul read it (YAML 1.1 by PyYAML), with a blank line between the entries of the top level:
 * the only writer of YAML.
 */
export const toYaml = (value: unknown, { source, header }: YamlOptions): string => {
  const document = new Document(null, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  const contents = valueNode(value, source);
  separateEntries(contents);
  document.contents = contents as never;
  return `${header}\n${document.toString({ lineWidth: 0 })}`;
};
