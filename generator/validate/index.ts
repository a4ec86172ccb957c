import type { Library } from '../model/library';
import { configurationOf } from './stanzas/configuration';
import { disabledIn } from './reading/disabled';
import type { ReadFiles } from './reading/files';
import type { Finding } from './reading/finding';
import { withoutEchoes } from './stanzas/echoes';
import { foldedLists } from './stanzas/folded-lists';
import { grouped } from './words/grouped';
import { jobViews } from './views/job-views';
import { libraryUseFindings } from './views/library-use';
import type { Source } from './reading/located';
import { parentFindings } from './stanzas/parents';
import { parseFile } from './reading/parse';
import { codes, rules } from './rules';
import type { Context } from './views/rule';
import { notLookedAt } from './views/not-looked-at';
import { beginMatching } from './words/pattern';
import { account } from './words/show';
import { silentFindings } from './stanzas/silent';
import { readStanzas, syntaxFindings } from './stanzas/stanzas';

export { readFiles } from './reading/files';
export type { Finding } from './reading/finding';

/** Codes whose findings are about a job or a file rather than about the place. */
const mergedCodes = new Set([...rules.map(({ code }) => code), 'unread-file']);

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
    // An alias shows it to several images of one list, of which the first is named.
    const text = message.replace(/^(\w+)\[\d+\]/, '$1');
    const key = `${place.source.path}\n${place.start}\n${code}\n${text}`;
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

/** What is said of a job, whatever its pipelines are, and of files is told once, with all of its places. */
const merged = (findings: readonly Finding[]): readonly Finding[] => {
  const inPlace = (code: string) => !mergedCodes.has(code);
  return grouped(findings, (finding) => {
    const { severity, code, message, hint = '' } = finding;
    return inPlace(code) ? finding : [severity, code, message, hint].join('\n');
  }).flatMap(([first, ...others]): readonly Finding[] => {
    if (!first || others.length === 0) return first ? [first] : [];
    const known = new Set([first.place]);
    const further = [first, ...others].flatMap((each) => [each.place, ...(each.also ?? [])]);
    const also = further.filter((place) => !known.has(place) && known.add(place));
    return [{ ...first, ...(also.length > 0 ? { also } : {}) }];
  });
};

/** A finding in which no name and password of an address are shown. */
const withoutAccounts = ({ message, hint, ...finding }: Finding): Finding => ({
  ...finding,
  message: message.replace(account, '***'),
  ...(hint === undefined ? {} : { hint: hint.replace(account, '***') }),
});

/** What is wrong with the configuration, and what was not looked at. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** Looks at the configuration of these repositories, taken as one. */
export const check = (
  repositories: readonly ReadFiles[],
  library: Library,
  site: Context['site'],
): Checked => {
  beginMatching();
  const sources = repositories.flatMap((each) => each.sources);
  const parsed = sources.map((source) => ({ source, ...parseFile(source) }));
  const read = parsed.map(({ content, source }) => readStanzas(content, source));
  const stanzas = read.flatMap((each) => each.stanzas);
  const configuration = configurationOf(stanzas, library);
  const { views, parts } = jobViews(configuration, site.prefix);
  const context: Context = { stanzas, configuration, views, site };
  const findings: readonly Finding[] = [
    ...repositories.flatMap((each) => each.findings),
    ...parsed.flatMap((each) => each.findings),
    ...read.flatMap((each) => each.findings),
    ...stanzas.flatMap(syntaxFindings),
    ...stanzas.flatMap(foldedLists),
    ...parentFindings(configuration),
    ...silentFindings(configuration, site),
    ...libraryUseFindings(views, parts, configuration),
    ...rules.flatMap(({ code, check }) => check(context).map((finding) => ({ ...finding, code }))),
  ];
  return {
    findings: merged(distinct(sorted(withoutEchoes(withoutDisabled(findings, sources))))).map(
      withoutAccounts,
    ),
    notes: notLookedAt([...views, ...parts], site),
  };
};

/** Everything that is wrong with the configuration of these repositories, taken as one. */
export const validate = (...given: Parameters<typeof check>): readonly Finding[] => check(...given).findings;
