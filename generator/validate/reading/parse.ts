import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Finding } from './finding';
import type { Entry, Located, Place, Source } from './located';
import { plain } from './located';
import { readDocument } from './yaml-document';
import { duplicateKey, yamlProblems } from './yaml-errors';
import { isKnownTag, scalarProblem, scalarValue, zuulTags } from './yaml-scalar';

/** More values than any real configuration has: aliases of aliases multiply them. */
const sizeLimit = 500_000;

interface Reading {
  readonly source: Source;
  readonly findings: Finding[];
  readonly anchors: Map<string, Node>;
  readonly done: Map<Node, Located>;
  readonly open: Set<Node>;
  /** The single values of secrets that have an anchor. */
  readonly secrets: Set<Node>;
  /** What is read: a secret's stanza, or its values. */
  within: 'secret' | 'data' | undefined;
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

const controlOf = (node: Node): { readonly control?: 'override' | 'inherit' } =>
  node.tag === '!override' ? { control: 'override' } : node.tag === '!inherit' ? { control: 'inherit' } : {};

const encrypted = '!encrypted/pkcs1-oaep';

const checkTag = (reading: Reading, node: Node): void => {
  if (node.tag === undefined || isKnownTag(node.tag)) return;
  // Its name is not told: it may be a password that begins with "!".
  const hint = `Zuul knows ${zuulTags.join(', ')}; put a text that begins with "!" in quotes.`;
  complain(reading, placeOf(reading.source, node), 'Zuul does not read this tag', hint);
};

const checkAnchor = (reading: Reading, node: Node, anchor: string): void => {
  const place = placeOf(reading.source, node);
  if (!/^[\w-]+$/.test(anchor))
    complain(
      reading,
      place,
      'the anchor at this value has a name that Zuul does not read',
      'Use letters, digits, "_" and "-".',
    );
  if (reading.anchors.has(anchor))
    complain(
      reading,
      place,
      'the anchor at this value stands for something else already; Zuul takes each name once in a file',
      'Give one of them another name.',
    );
};

const followAlias = (reading: Reading, name: string, place: Place): Located => {
  const target = reading.anchors.get(name);
  // Like what is encrypted, it says nothing elsewhere, so that no message shows it.
  if (target && reading.secrets.has(target) && reading.within !== 'data')
    return { kind: 'scalar', place, value: null, encrypted: true, size: 1 };
  if (target && !reading.open.has(target)) return locate(reading, target);
  const problem = target ? 'stands inside of what it stands for' : 'has no anchor of its name before it';
  complain(
    reading,
    place,
    `this alias ${problem}`,
    target ? undefined : 'Write "&" and the name at the value; put a text that begins with "*" in quotes.',
  );
  return nothing(place);
};

const isMerge = (key: unknown): boolean => isScalar(key) && key.source === '<<' && key.type === 'PLAIN';

const merge = (reading: Reading, value: Located, entries: Map<string, Entry>): void => {
  if (value.kind === 'list') for (const item of value.items) merge(reading, item, entries);
  else if (value.kind === 'scalar') complain(reading, value.place, '"<<" merges mappings; this is none');
  else for (const [key, entry] of value.entries) if (!entries.has(key)) entries.set(key, entry);
};

/** A template without quotes is a mapping with a mapping as its key. */
const isBareTemplate = (key: unknown): boolean => isMap(key) && key.flow === true;

/** The value of a key; the reading knows whether it is a part of a secret. */
const valueOf = (reading: Reading, { key, value }: Pair, place: Place): Located => {
  const before = reading.within;
  const name = isScalar(key) ? key.value : undefined;
  if (before === undefined && name === 'secret') reading.within = 'secret';
  if (before === 'secret' && name === 'data') reading.within = 'data';
  const located = locate(reading, value as Node | null, place);
  reading.within = before;
  return located;
};

const entriesOf = (reading: Reading, node: YAMLMap): ReadonlyMap<string, Entry> => {
  const own = new Map<string, Entry>();
  const written = new Set<string>();
  const merged: Located[] = [];
  for (const pair of node.items) {
    const place = placeOf(reading.source, pair.key);
    const value = valueOf(reading, pair, place);
    if (isMerge(pair.key)) {
      merged.push(value);
      continue;
    }
    const key = isPair(pair.key) ? undefined : locate(reading, pair.key as Node | null);
    if (key?.kind !== 'scalar') {
      const hint = isBareTemplate(pair.key) ? 'Put the template in quotes: "{{ ... }}".' : undefined;
      complain(reading, place, 'a key has to be text', hint);
      continue;
    }
    const name = String(key.value);
    // Zuul compares keys as they are written: 1 and "1" are the same to it.
    const text = (isScalar(pair.key) ? pair.key.source : undefined) ?? name;
    if (written.has(text)) complain(reading, place, duplicateKey);
    written.add(text);
    own.set(name, { key: place, value, ...(typeof key.value === 'string' ? {} : { keyIsNoText: true }) });
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
  const problem = scalarProblem(node);
  if (problem) complain(reading, place, ...problem);
  return {
    kind: 'scalar',
    place,
    value: scalarValue(node),
    size: 1,
    ...controlOf(node),
  };
};

const locate = (reading: Reading, node: Node | null | undefined, around?: Place): Located => {
  if (!node) return nothing(around ?? placeOf(reading.source, node));
  if (isAlias(node)) return followAlias(reading, node.source, placeOf(reading.source, node));
  const before = reading.done.get(node);
  if (before) return before;
  if ((isScalar(node) || isCollection(node)) && node.anchor) {
    checkAnchor(reading, node, node.anchor);
    reading.anchors.set(node.anchor, node);
    if (reading.within === 'data' && isScalar(node)) reading.secrets.add(node);
  }
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

/** Characters that PyYAML does not take anywhere in a file. */

const unprintable = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const checkCharacters = (reading: Reading): void => {
  const { source } = reading;
  const found = unprintable.exec(source.text);
  if (!found) return;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).padStart(4, '0').toUpperCase();
  const place = { source, start: found.index, end: found.index + found[0].length };
  complain(
    reading,
    place,
    `the control character U+${code} stands here`,
    `Take it out, or write "\\u${code}" in double quotes.`,
  );
};

/** A file's content with its places, and what is wrong with its YAML; nothing if it cannot be read. */
interface Parsed {
  readonly content: Located | undefined;
  readonly findings: readonly Finding[];
}

const parse = (source: Source): Parsed => {
  const findings: Finding[] = [];
  const reading: Reading = {
    source,
    findings,
    anchors: new Map(),
    done: new Map(),
    open: new Set(),
    secrets: new Set(),
    within: undefined,
  };
  try {
    checkCharacters(reading);
    const { document, errors } = readDocument(source);
    for (const { place, message, hint } of yamlProblems(source, errors))
      complain(reading, place, message, hint);
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

const parsed = new WeakMap<Source, Parsed>();

/** Reads a file, and counts its lines: once, however often it is asked for. */
export const parseFile = (source: Source): Parsed => {
  const result = parsed.get(source) ?? parse(source);
  parsed.set(source, result);
  return result;
};
