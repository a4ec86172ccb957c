import { zuulSyntax } from '../../compile/zuul-project-schema';
import { hidden, pathText, problemsOf, type Problem } from '../words/check';
import { pipelinesOf, type Stanza } from './configuration';
import type { Finding } from '../reading/finding';
import { jobProblems, variableNameProblems } from './job-attributes';
import type { Located, LocatedMapping, Source } from '../reading/located';
import { isTrue, member, placeAt, plain } from '../reading/located';
import { kinds } from '../reading/stanza-kinds';
import { nodesetProblems } from './nodesets';
import { kindOf } from '../words/show';
import { didYouMean, similar } from '../words/spelling';

const { secret = {}, ...others } = zuulSyntax();
const syntax: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ...others,
  secret: hidden(secret),
};
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
      near ? didYouMean(near) : `Known are: ${kinds.join(', ')}.`,
    );
  }
  if (entry.value.kind !== 'mapping')
    return refuse(
      entry.value.place,
      `the ${kind} is ${kindOf(plain(entry.value))}; expected a mapping`,
      'Write its attributes below it, indented: "name: ..." first.',
    );
  return { kind, source, ...entry };
};

/** Keys by which plays and tasks are known. */
const ofAnsible =
  /^(?:hosts|ansible\..+|(?:import|include)_(?:playbook|role|tasks)|block|command|shell|copy|debug|fail|file|set_fact|stat|template)$/;

const keysIn = (item: Located): readonly string[] =>
  item.kind === 'mapping' ? [...item.entries.keys()] : [];

const isLikeStanza = (key: string): boolean => similar(key, kinds) !== undefined;

/** A file that is for Ansible: told once, since all that Zuul says of it follows from where it lies. */
const foreign = (content: Located): readonly Finding[] => {
  const keys = content.kind === 'list' ? content.items.flatMap(keysIn) : keysIn(content);
  if (keys.length === 0 || keys.some(isLikeStanza)) return [];
  const what = keys.some((key) => ofAnsible.test(key))
    ? 'is a file of Ansible'
    : content.kind === 'mapping' && 'holds values';
  if (!what) return [];
  return [
    refuse(
      { ...content.place, end: content.place.start },
      `this ${what}, but Zuul takes every .yaml file here for configuration, and refuses it`,
      'Move it to a folder outside of the configuration, such as playbooks, or let its name end in .yml; name it so in the jobs that use it.',
    ),
  ];
};

/** The stanzas of a file, and what is no stanza. */
export const readStanzas = (
  content: Located | undefined,
  source: Source,
): { readonly stanzas: readonly Stanza[]; readonly findings: readonly Finding[] } => {
  if (content === undefined || (content.kind === 'scalar' && content.value === null))
    return { stanzas: [], findings: [] };
  const misplaced = foreign(content);
  if (misplaced.length > 0) return { stanzas: [], findings: misplaced };
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

/** What Zuul finds wrong with the jobs of a project's pipelines. */
const entryProblems = (project: LocatedMapping): readonly Problem[] =>
  pipelinesOf(project).flatMap(([pipeline, { value }]) => {
    const list = member(value, 'jobs');
    if (list?.kind !== 'list') return [];
    return list.items.flatMap((item, index) =>
      item.kind !== 'mapping'
        ? []
        : [...item.entries].flatMap(([name, { value: attributes }]) =>
            attributes.kind === 'mapping' ? jobProblems(attributes, [pipeline, 'jobs', index, name]) : [],
          ),
    );
  });

const queueProblems = (queue: LocatedMapping): readonly Problem[] => {
  const twice = queue.entries.has('type') && queue.entries.has('per-branch');
  const alone =
    isTrue(member(queue, 'dependencies-by-topic')) && !isTrue(member(queue, 'allow-circular-dependencies'));
  return [
    ...(twice
      ? [
          {
            path: ['per-branch'],
            part: 'key' as const,
            message: 'per-branch stands beside type, which says the same',
            hint: 'Keep one of them.',
          },
        ]
      : []),
    ...(alone
      ? [
          {
            path: ['dependencies-by-topic'],
            part: 'key' as const,
            message: 'dependencies-by-topic stands without allow-circular-dependencies',
            hint: 'Add to it: allow-circular-dependencies: true.',
          },
        ]
      : []),
  ];
};

/** What no schema can say. */
const furtherProblems = (kind: string, value: LocatedMapping): readonly Problem[] => {
  if (kind === 'job') return jobProblems(value, []);
  if (kind === 'project' || kind === 'project-template')
    return [...variableNameProblems(value, []), ...entryProblems(value)];
  if (kind === 'nodeset') return nodesetProblems(value, []);
  return kind === 'queue' ? queueProblems(value) : [];
};

const isBelow = (path: Problem['path'], outer: Problem['path']): boolean =>
  outer.every((part, index) => part === path[index]);

/** A stanza that Zuul would refuse. */
export const syntaxFindings = ({ kind, value }: Stanza): readonly Finding[] => {
  const further = value.kind === 'mapping' ? furtherProblems(kind, value) : [];
  // What is below a place that has been told already follows from it.
  const general = problemsOf(syntax[kind] ?? {}, plain(value)).filter(
    ({ path }) => !further.some((each) => isBelow(path, each.path)),
  );
  return [...general, ...further].map(({ path, part, message, hint }) => {
    const where = path.length === 0 || part === 'key' ? '' : `${pathText(path)}: `;
    return refuse(placeAt(value, path, part), `${where}${message}`, hint);
  });
};
