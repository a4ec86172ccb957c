import { existsSync, readFileSync } from 'node:fs';
import { isSeq, parse, type CollectionTag, type ScalarTag } from 'yaml';
import { fieldSchema } from './compile/schema';
import { DiagnosticError, refuseErrors, type Diagnostic } from './diagnostics';
import { pipelinePurposes, retiredKeys, siteFields, type Site } from './model/site';
import type { Fields } from './model/variable';
import { readSource, schemaProblems, type Path, type SourceFile } from './source';
import { pathText } from './validate/words/check';

// Zuul decrypts it; here it is only carried along. A single chunk may stand without a list.
const encryptedText: ScalarTag = { tag: '!encrypted/pkcs1-oaep', resolve: (text) => ({ encrypted: [text] }) };
const encryptedList: CollectionTag = {
  tag: '!encrypted/pkcs1-oaep',
  collection: 'seq',
  resolve: (sequence) =>
    isSeq(sequence) ? ({ encrypted: sequence.toJSON() as string[] } as never) : sequence,
};

const secretPaths = (fields: Fields, path: Path = []): readonly Path[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    if (field.secret) return [[...path, name]];
    return field.type === 'dict' ? secretPaths(field.fields, [...path, name]) : [];
  });

const isEncrypted = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'encrypted' in value;

/** The values as the schema describes them: an encrypted text counts as text where it may be one. */
const asDescribed = (site: Site): unknown => {
  const registry = site?.['intermediate-registry'];
  if (!isEncrypted(registry?.data?.password)) return site;
  const data = { ...registry.data, password: 'encrypted' };
  return { ...site, 'intermediate-registry': { ...registry, data } };
};

/** Keys of earlier versions, each with its new form; and the new form itself, which stands in for the rest of the check. */
const retired = ({ document, finding }: SourceFile) => {
  const found = Object.entries(retiredKeys).filter(([key]) => document.has(key));
  return found.map(([key, { by, form }]) => {
    const value = document.get(key);
    const written = form(typeof value === 'string' && /^[\w.-]+$/.test(value) ? value : 'gate');
    const problem = finding([key], `${key} has become ${by}`, `Write instead: ${written}.`);
    return { key, problem, instead: parse(written) as Readonly<Record<string, unknown>> };
  });
};

const valueProblems = (source: SourceFile): readonly Diagnostic[] => {
  const { document, finding } = source;
  const old = retired(source);
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
    ...schemaProblems(source, fieldSchema(siteFields, 'resolved'), current),
    ...blanksIn(site).map((path) =>
      finding(
        path,
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
const pipelineProblems = (site: Site, { finding }: SourceFile): readonly Diagnostic[] => {
  const first = new Map<string, string>();
  return pipelinePurposes.flatMap((purpose) =>
    (site.pipelines[purpose] ?? []).flatMap((name) => {
      const earlier = first.get(name);
      first.set(name, earlier ?? purpose);
      if (earlier === undefined) return [];
      const where = earlier === purpose ? 'there twice' : `under ${earlier} as well`;
      return [
        finding(
          ['pipelines', purpose],
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
  const source = readSource(path, readFileSync(path, 'utf8'), {
    code: 'site',
    tags: [encryptedText, encryptedList],
    secrets: secretPaths(siteFields.fields),
  });
  refuseErrors(source.syntaxProblems);
  refuseErrors(valueProblems(source));
  const site = listed(source.document.toJS() as Site);
  refuseErrors(pipelineProblems(site, source));
  return site;
};
