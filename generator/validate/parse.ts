import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import type { Finding } from './finding';
import type { Entry, Located, Place, Source } from './located';
import { plain } from './located';

/** More values than any real configuration has: aliases of aliases multiply them. */
const sizeLimit = 500_000;

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

interface Reading {
  readonly source: Source;
  readonly findings: Finding[];
  readonly anchors: Map<string, Node>;
  readonly done: Map<Node, Located>;
  readonly open: Set<Node>;
}

const placeOf = (source: Source, node: unknown): Place => {
  const range = (node as { readonly range?: readonly number[] | null } | null)?.range;
  const start = range?.[0] ?? 0;
  return { source, start, end: Math.max(start, range?.[1] ?? start) };
};

const complain = (reading: Reading, place: Place, message: string, hint?: string): void => {
  reading.findings.push({ severity: 'error', code: 'yaml', place, message, ...(hint ? { hint } : {}) });
};

const nothing = (place: Place): Located => ({ kind: 'scalar', place, value: null, size: 1 });

// Zuul reads with PyYAML, which takes fewer texts for numbers and truth values than YAML 1.1 says: ".", "1e3" and "y" stay texts.
const number =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+|[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const truth = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;

/** The text of a scalar that the YAML library takes for something else than PyYAML does. */
const plainText = (node: Node): string | undefined => {
  if (!isScalar(node) || node.type !== 'PLAIN') return undefined;
  const text = node.source ?? '';
  const expected =
    typeof node.value === 'number' ? number : typeof node.value === 'boolean' ? truth : undefined;
  return expected && !expected.test(text) ? text : undefined;
};

const scalarValue = (value: unknown): string | number | boolean | null => {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    value === null
    ? value
    : typeof value === 'bigint'
      ? Number(value)
      : null;
};

const controlOf = (node: Node): { readonly control?: 'override' | 'inherit' } =>
  node.tag === '!override' ? { control: 'override' } : node.tag === '!inherit' ? { control: 'inherit' } : {};

const encrypted = '!encrypted/pkcs1-oaep';
const zuulTags = new Set([encrypted, '!override', '!inherit']);

const checkTag = (reading: Reading, node: Node): void => {
  const { tag } = node;
  if (tag === undefined || tag === '!' || zuulTags.has(tag) || tag.startsWith('tag:yaml.org,2002:')) return;
  const hint = `Zuul knows ${[...zuulTags].join(', ')}.`;
  complain(reading, placeOf(reading.source, node), `Zuul does not read the tag "${tag}"`, hint);
};

const followAlias = (reading: Reading, name: string, place: Place): Located => {
  const target = reading.anchors.get(name);
  if (target && !reading.open.has(target)) return locate(reading, target);
  const problem = target ? 'stands inside of what it stands for' : 'has no anchor of that name before it';
  complain(
    reading,
    place,
    `the alias "*${name}" ${problem}`,
    target ? undefined : `Write &${name} at the value.`,
  );
  return nothing(place);
};

const isMerge = (key: unknown): boolean => isScalar(key) && key.source === '<<' && key.type === 'PLAIN';

const merge = (reading: Reading, value: Located, entries: Map<string, Entry>): void => {
  if (value.kind === 'list') for (const item of value.items) merge(reading, item, entries);
  else if (value.kind === 'scalar') complain(reading, value.place, '"<<" merges mappings; this is none');
  else for (const [key, entry] of value.entries) if (!entries.has(key)) entries.set(key, entry);
};

const entriesOf = (reading: Reading, node: YAMLMap): ReadonlyMap<string, Entry> => {
  const own = new Map<string, Entry>();
  const merged: Located[] = [];
  for (const pair of node.items) {
    const value = locate(reading, pair.value as Node | null, placeOf(reading.source, pair.key));
    if (isMerge(pair.key)) merged.push(value);
    else {
      const key = isPair(pair.key) ? undefined : locate(reading, pair.key as Node | null);
      if (key?.kind === 'scalar')
        own.set(String(key.value), { key: placeOf(reading.source, pair.key), value });
      else complain(reading, placeOf(reading.source, pair.key), 'a key has to be text');
    }
  }
  for (const value of merged) merge(reading, value, own);
  return own;
};

const convert = (reading: Reading, node: Node): Located => {
  const place = placeOf(reading.source, node);
  checkTag(reading, node);
  if (node.tag === encrypted) return { kind: 'scalar', place, value: null, encrypted: true, size: 1 };
  if (isMap(node)) {
    const entries = entriesOf(reading, node);
    const size = [...entries.values()].reduce((sum, { value }) => sum + value.size, 1);
    return { kind: 'mapping', place, entries, size, ...controlOf(node) };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => locate(reading, item as Node | null, place));
    return {
      kind: 'list',
      place,
      items,
      size: items.reduce((sum, item) => sum + item.size, 1),
      ...controlOf(node),
    };
  }
  return {
    kind: 'scalar',
    place,
    value: plainText(node) ?? scalarValue(isScalar(node) ? node.value : null),
    size: 1,
    ...controlOf(node),
  };
};

const locate = (reading: Reading, node: Node | null | undefined, around?: Place): Located => {
  if (!node) return nothing(around ?? placeOf(reading.source, node));
  if (isAlias(node)) return followAlias(reading, node.source, placeOf(reading.source, node));
  const before = reading.done.get(node);
  if (before) return before;
  if ((isScalar(node) || isCollection(node)) && node.anchor) reading.anchors.set(node.anchor, node);
  reading.open.add(node);
  const located = convert(reading, node);
  reading.open.delete(node);
  if (located.size > sizeLimit) {
    complain(reading, located.place, 'its aliases stand for more values than can be read');
    return nothing(located.place);
  }
  reading.done.set(node, located);
  return located;
};

const readDocument = (source: Source): Document =>
  parseDocument(source.text, {
    version: '1.1',
    lineCounter: source.lines,
    prettyErrors: false,
    logLevel: 'silent',
  });

/** A file's content with its places, and what is wrong with its YAML; nothing if it cannot be read. */
export const parseFile = (
  source: Source,
): { readonly content: Located | undefined; readonly findings: readonly Finding[] } => {
  const findings: Finding[] = [];
  const reading: Reading = { source, findings, anchors: new Map(), done: new Map(), open: new Set() };
  try {
    const document = readDocument(source);
    for (const { code, pos } of document.errors) {
      const place = { source, start: pos[0], end: pos[1] };
      complain(
        reading,
        place,
        syntaxErrors[code] ?? 'this is not YAML; check quotes, brackets and indentation',
      );
    }
    if (findings.length > 0 || !document.contents) return { content: undefined, findings };
    const content = locate(reading, document.contents as Node);
    plain(content);
    return { content, findings };
  } catch (error) {
    // The one thing that nested input can do to a recursive reader.
    if (!(error instanceof RangeError)) throw error;
    complain(reading, { source, start: 0, end: 0 }, 'its values are nested too deeply to be read');
    return { content: undefined, findings };
  }
};
