import { readFileSync } from 'node:fs';
import {
  isMap,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type ScalarTag,
  type CollectionTag,
} from 'yaml';
import { fieldSchema } from './compile/schema';
import { codeFrame, DiagnosticError, type Diagnostic } from './diagnostics';
import { siteFields, type Site } from './model/site';
import { pathText, problemsOf } from './validate/check';

// Zuul decrypts it; here it is only carried along. A single chunk may stand without a list.
const encryptedText: ScalarTag = { tag: '!encrypted/pkcs1-oaep', resolve: (text) => ({ encrypted: [text] }) };
const encryptedList: CollectionTag = {
  tag: '!encrypted/pkcs1-oaep',
  collection: 'seq',
  resolve: (sequence) =>
    isSeq(sequence) ? ({ encrypted: sequence.toJSON() as string[] } as never) : sequence,
};

const offsetOf = (document: Document, path: readonly (string | number)[]): number => {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    const pair = isMap(node) ? node.items.find((item) => String(item.key) === String(part)) : undefined;
    const key = pair?.key as { readonly range?: readonly number[] } | undefined;
    if (key?.range?.[0] !== undefined) offset = key.range[0];
    node = pair ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined;
  }
  return offset;
};

/** Reads and checks `site.yaml`; throws with every mistake in it, by line and column. */
export const readSite = (path: string): Site => {
  const source = readFileSync(path, 'utf8');
  const counter = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: counter,
    customTags: [encryptedText, encryptedList],
  });
  const finding = (offset: number, message: string, hint?: string): Diagnostic => {
    const { line, col } = counter.linePos(offset);
    const place = { severity: 'error', code: 'site', where: `${path}:${line}:${col}`, message } as const;
    return { ...place, excerpt: codeFrame(source, line, col), ...(hint ? { hint } : {}) };
  };
  const syntax = document.errors.map((error) => finding(error.pos[0], error.message.split('\n')[0] ?? ''));
  if (syntax.length > 0) throw new DiagnosticError(syntax);
  const site = document.toJS() as Site;
  const password = site?.['intermediate-registry']?.data?.password;
  const plain =
    typeof password === 'object' ? { ...site, 'intermediate-registry': withoutPassword(site) } : site;
  const problems = problemsOf(fieldSchema(siteFields, 'resolved'), plain);
  if (problems.length > 0) {
    throw new DiagnosticError(
      problems.map((problem) =>
        finding(
          offsetOf(document, problem.path),
          `${pathText(problem.path)} ${problem.message}`.trim(),
          problem.hint,
        ),
      ),
    );
  }
  return site;
};

const withoutPassword = (site: Site) => {
  const registry = site['intermediate-registry'];
  return { ...registry, data: { ...registry.data, password: 'encrypted' } };
};
