import { existsSync, readFileSync } from 'node:fs';
import {
  isMap,
  isNode,
  isSeq,
  LineCounter,
  parse,
  parseDocument,
  visit,
  type CollectionTag,
  type Document,
  type Node,
  type ScalarTag,
} from 'yaml';
import { fieldSchema } from './compile/schema';
import { codeFrame, DiagnosticError, refuseErrors, type Diagnostic } from './diagnostics';
import { pipelinePurposes, retiredKeys, siteFields, type Site } from './model/site';
import type { Fields } from './model/variable';
import { pathText, problemsOf } from './validate/words/check';

type Path = readonly (string | number)[];

// Zuul decrypts it; here it is only carried along. A single chunk may stand without a list.
const encryptedText: ScalarTag = { tag: '!encrypted/pkcs1-oaep', resolve: (text) => ({ encrypted: [text] }) };
const encryptedList: CollectionTag = {
  tag: '!encrypted/pkcs1-oaep',
  collection: 'seq',
  resolve: (sequence) =>
    isSeq(sequence) ? ({ encrypted: sequence.toJSON() as string[] } as never) : sequence,
};

/** Where the key of a value stands; that of the nearest one around it if it is not there at all. */
const offsetOf = (document: Document, path: Path): number => {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    const pair = isMap(node) ? node.items.find((item) => String(item.key) === String(part)) : undefined;
    if (isNode(pair?.key) && pair.key.range) offset = pair.key.range[0];
    node = pair ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined;
  }
  return offset;
};

const secretPaths = (fields: Fields, path: Path = []): readonly Path[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    if (field.secret) return [[...path, name]];
    return field.type === 'dict' ? secretPaths(field.fields, [...path, name]) : [];
  });

/** The text with asterisks in place of secret values, for excerpts. */
const withoutSecrets = (source: string, document: Document): string =>
  secretPaths(siteFields.fields).reduce((text, path) => {
    const value = document.getIn(path, true) as Node | undefined;
    const [start, end] = value?.range ?? [0, 0];
    return text.slice(0, start) + text.slice(start, end).replace(/\S/g, '*') + text.slice(end);
  }, source);

const isEncrypted = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'encrypted' in value;

/** The values as the schema describes them: an encrypted text counts as text where it may be one. */
const asDescribed = (site: Site): unknown => {
  const registry = site?.['intermediate-registry'];
  if (!isEncrypted(registry?.data?.password)) return site;
  const data = { ...registry.data, password: 'encrypted' };
  return { ...site, 'intermediate-registry': { ...registry, data } };
};

/** Makes findings about places of the file, with excerpts that show no secret. */
const findingsIn = (path: string, source: string, document: Document, lines: LineCounter) => {
  // What cannot be parsed is not shown: there is no telling where the password is.
  const shown = document.errors.length > 0 ? undefined : withoutSecrets(source, document).split('\n');
  return (offset: number, message: string, hint?: string): Diagnostic => {
    const { line, col } = lines.linePos(offset);
    return {
      severity: 'error',
      code: 'site',
      where: `${path}:${line}:${col}`,
      message,
      ...(hint ? { hint } : {}),
      ...(shown === undefined ? {} : { excerpt: codeFrame(shown, line, col) }),
    };
  };
};

type Finding = ReturnType<typeof findingsIn>;

const syntaxProblems = (document: Document, finding: Finding): readonly Diagnostic[] => {
  const aliases: Node[] = [];
  visit(document, { Alias: (_, node) => void aliases.push(node) });
  return [
    // Behind a colon, a quote or a backslash, these messages quote the file.
    ...document.errors.map(({ pos, message }) =>
      finding(pos[0], `this is not YAML: ${message.split(/[:"\\]/)[0]?.trim()}`),
    ),
    ...aliases.map(({ range }) => finding(range?.[0] ?? 0, 'is an alias; expected the value itself')),
  ];
};

/** Keys of earlier versions, each with its new form; and the new form itself, which stands in for the rest of the check. */
const retired = (document: Document, finding: Finding) => {
  const found = Object.entries(retiredKeys).filter(([key]) => document.has(key));
  return found.map(([key, { by, form }]) => {
    const value = document.get(key);
    const written = form(typeof value === 'string' && /^[\w.-]+$/.test(value) ? value : 'gate');
    const problem = finding(
      offsetOf(document, [key]),
      `${key} has become ${by}`,
      `Write instead: ${written}.`,
    );
    return { key, problem, instead: parse(written) as Readonly<Record<string, unknown>> };
  });
};

const valueProblems = (document: Document, finding: Finding): readonly Diagnostic[] => {
  const old = retired(document, finding);
  const site = asDescribed(document.toJS() as Site);
  const current =
    old.length === 0
      ? site
      : Object.fromEntries(
          Object.entries(Object.assign({}, ...old.map(({ instead }) => instead), site) as object).filter(
            ([key]) => !old.some((each) => each.key === key),
          ),
        );
  return [
    ...old.map(({ problem }) => problem),
    ...problemsOf(fieldSchema(siteFields, 'resolved'), current).map(({ path, part, message, hint }) => {
      // A message about a key names the key itself.
      const subject = pathText(part === 'key' ? path.slice(0, -1) : path);
      return finding(offsetOf(document, path), subject ? `${subject}: ${message}` : message, hint);
    }),
    ...blanksIn(site).map((path) =>
      finding(
        offsetOf(document, path),
        `${pathText(path)}: is an empty text`,
        'Give it a value; a key that is not needed may be left out.',
      ),
    ),
  ];
};

/** Texts of nothing but blanks, by their paths: nothing in a site may be empty. */
const blanksIn = (value: unknown, path: readonly (string | number)[] = []): readonly (typeof path)[] => {
  if (typeof value === 'string') return value.trim() === '' ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value)
    ? value.flatMap((item, index) => blanksIn(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => blanksIn(item, [...path, key]));
};

/** A site as it is used: pipelines in lists. */
const listed = (site: Site): Site => {
  const pipelines = Object.entries(site.pipelines).map(([purpose, names]) => [purpose, [names].flat()]);
  return { ...site, pipelines: Object.fromEntries(pipelines) as Site['pipelines'] };
};

/** Pipelines that stand under two purposes, or twice under one. */
const pipelineProblems = (site: Site, document: Document, finding: Finding): readonly Diagnostic[] => {
  const first = new Map<string, string>();
  return pipelinePurposes.flatMap((purpose) =>
    (site.pipelines[purpose] ?? []).flatMap((name) => {
      const earlier = first.get(name);
      first.set(name, earlier ?? purpose);
      if (earlier === undefined) return [];
      const where = earlier === purpose ? 'there twice' : `under ${earlier} as well`;
      return [
        finding(
          offsetOf(document, ['pipelines', purpose]),
          `pipelines.${purpose}: ${JSON.stringify(name)} stands ${where}`,
          'Name each pipeline once.',
        ),
      ];
    }),
  );
};

const missing = (path: string): Diagnostic => ({
  severity: 'error',
  code: 'site',
  where: path,
  message: 'there is no such file; expected what differs from site to site',
  hint: 'Give the path of your site.yaml with --site FILE.',
});

/** Reads and checks `site.yaml`; throws with every mistake in it, by line and column. */
export const readSite = (path: string): Site => {
  if (!existsSync(path)) throw new DiagnosticError([missing(path)]);
  const source = readFileSync(path, 'utf8');
  const lines = new LineCounter();
  const customTags = [encryptedText, encryptedList];
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, customTags });
  const finding = findingsIn(path, source, document, lines);
  refuseErrors(syntaxProblems(document, finding));
  refuseErrors(valueProblems(document, finding));
  const site = listed(document.toJS() as Site);
  refuseErrors(pipelineProblems(site, document, finding));
  return site;
};
