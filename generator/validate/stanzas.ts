import { zuulSyntax } from '../compile/zuul-project-schema';
import { pathText, problemsOf } from './check';
import { pipelinesOf, projectKeys, type Configuration, type Stanza } from './configuration';
import type { Finding } from './finding';
import type { Located, Source } from './located';
import { itemsOf, member, placeAt, plain } from './located';
import { show } from './show';
import { similar } from './spelling';

const syntax = zuulSyntax();
const kinds = Object.keys(syntax);

const refuse = (place: Finding['place'], message: string, hint?: string): Finding => ({
  severity: 'error',
  code: 'zuul-syntax',
  place,
  message,
  ...(hint ? { hint } : {}),
});

const stanzaOf = (item: Located, source: Source): Stanza | Finding => {
  const [first, second] = item.kind === 'mapping' ? [...item.entries] : [];
  if (!first)
    return refuse(item.place, 'expected a mapping with one key, such as "job"', 'Begin it with "- job:".');
  const [kind, entry] = first;
  if (second)
    return refuse(
      second[1].key,
      `"${second[0]}" stands beside "${kind}"; each entry of the list has one key`,
      kinds.includes(second[0]) ? 'Begin it with "- ".' : `Indent it, if it belongs to the ${kind}.`,
    );
  if (!kinds.includes(kind)) {
    const near = similar(kind, kinds);
    return refuse(
      entry.key,
      `"${kind}" is nothing that Zuul knows`,
      near ? `Did you mean "${near}"?` : `Known are: ${kinds.join(', ')}.`,
    );
  }
  if (entry.value.kind !== 'mapping')
    return refuse(
      entry.value.place,
      `the ${kind} is empty; expected a mapping`,
      'Indent its attributes below it.',
    );
  return { kind, source, ...entry };
};

/** The stanzas of a file, and what is no stanza. */
export const readStanzas = (
  content: Located | undefined,
  source: Source,
): { readonly stanzas: readonly Stanza[]; readonly findings: readonly Finding[] } => {
  if (content === undefined || (content.kind === 'scalar' && content.value === null))
    return { stanzas: [], findings: [] };
  if (content.kind !== 'list')
    return {
      stanzas: [],
      findings: [refuse(content.place, 'expected a list', 'Begin each entry with "- ", such as "- job:".')],
    };
  const read = content.items.map((item) => stanzaOf(item, source));
  return {
    stanzas: read.filter((each): each is Stanza => 'kind' in each),
    findings: read.filter((each): each is Finding => 'severity' in each),
  };
};

/** A stanza that Zuul would refuse. */
export const syntaxFindings = ({ kind, value }: Stanza): readonly Finding[] =>
  problemsOf(syntax[kind] ?? {}, plain(value)).map(({ path, part, message, hint }) => {
    const where = path.length === 0 || part === 'key' ? '' : `${pathText(path)}: `;
    return refuse(placeAt(value, path, part), `${where}${message}`, hint);
  });

const common = [
  'check',
  'gate',
  'promote',
  'post',
  'release',
  'tag',
  'periodic',
  'experimental',
  'merge-check',
];

/** What Zuul takes without a word, and then does not do. */
export const silentFindings = (configuration: Configuration): readonly Finding[] => {
  const defined = [...configuration.pipelines.keys()];
  return configuration.projectStanzas.flatMap(({ content }) =>
    pipelinesOf(content).flatMap(([name, { key, value }]): Finding[] => {
      const near = similar(name, [...defined, ...common, ...projectKeys]);
      const unknown: Finding[] =
        near !== undefined && near !== name && !defined.includes(name)
          ? [
              {
                severity: 'warning',
                code: 'unknown-pipeline',
                place: key,
                message: `"${name}" is taken for the name of a pipeline; Zuul ignores pipelines that do not exist`,
                hint: `Did you mean "${near}"?`,
              },
            ]
          : [];
      const several = itemsOf(member(value, 'jobs')).flatMap((item): Finding[] => {
        if (item.kind !== 'mapping' || item.entries.size < 2) return [];
        const [[first], ...others] = [...item.entries] as [
          [string, unknown],
          ...[string, { key: Finding['place'] }][],
        ];
        return others.map(([job, entry]) => ({
          severity: 'error',
          code: 'several-jobs-in-an-entry',
          place: entry.key,
          message: `Zuul runs "${first}" and drops ${show(job)}: one entry names one job`,
          hint: `Begin ${show(job)} with "- "; indent it, if it is an attribute of "${first}".`,
        }));
      });
      return [...unknown, ...several];
    }),
  );
};
