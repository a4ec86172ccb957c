import type { Library } from '../model/library';
import type { Site } from '../model/site';
import { configurationOf } from './configuration';
import { disabledIn } from './disabled';
import type { ReadFiles } from './files';
import type { Finding } from './finding';
import { jobViews } from './job-views';
import { libraryUseFindings } from './library-use';
import type { Source } from './located';
import { parseFile } from './parse';
import { codes, rules } from './rules';
import type { Context } from './rule';
import { silentFindings } from './silent';
import { readStanzas, syntaxFindings } from './stanzas';

export { readFiles } from './files';
export type { Finding } from './finding';

const collator = new Intl.Collator('en', { numeric: true });

/** By file, then by place. */
const sorted = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort(
    (a, b) =>
      collator.compare(a.place.source.path, b.place.source.path) ||
      a.place.start - b.place.start ||
      collator.compare(a.code, b.code) ||
      collator.compare(a.message, b.message),
  );

/** An anchor or a parent shows the same thing to several jobs: it is told once. */
const distinct = (findings: readonly Finding[]): readonly Finding[] => {
  const seen = new Set<string>();
  return findings.filter(({ code, place, message }) => {
    const key = `${place.source.path}\n${place.start}\n${code}\n${message}`;
    return !seen.has(key) && seen.add(key);
  });
};

const withoutDisabled = (findings: readonly Finding[], sources: readonly Source[]): readonly Finding[] => {
  const disabled = new Map(sources.map((source) => [source, disabledIn(source, Object.keys(codes))]));
  const unknown = [...disabled.values()].flatMap((each) => each.findings);
  return [...findings, ...unknown].filter(({ code, place }) => {
    const off = disabled.get(place.source);
    const { line } = place.source.lines.linePos(place.start);
    return !off?.everywhere.has(code) && !off?.lines.get(line)?.has(code);
  });
};

/** Everything that is wrong with the configuration of these repositories, taken as one. */
export const validate = (
  repositories: readonly ReadFiles[],
  library: Library,
  site: Context['site'] & Pick<Site, 'prefix'>,
): readonly Finding[] => {
  const sources = repositories.flatMap((each) => each.sources);
  const parsed = sources.map((source) => ({ source, ...parseFile(source) }));
  const read = parsed.map(({ content, source }) => readStanzas(content, source));
  const stanzas = read.flatMap((each) => each.stanzas);
  const configuration = configurationOf(stanzas, library);
  const views = jobViews(configuration, site.prefix);
  const context: Context = { configuration, views, site };
  const findings: readonly Finding[] = [
    ...repositories.flatMap((each) => each.findings),
    ...parsed.flatMap((each) => each.findings),
    ...read.flatMap((each) => each.findings),
    ...stanzas.flatMap(syntaxFindings),
    ...silentFindings(configuration),
    ...libraryUseFindings(views, configuration),
    ...rules.flatMap(({ code, check }) => check(context).map((finding) => ({ ...finding, code }))),
  ];
  return sorted(distinct(withoutDisabled(findings, sources)));
};
