import type { JobDefinition } from '../model/job';
import type { Field, Fields } from '../model/variable';
import type { Configuration } from './configuration';
import type { Finding } from './finding';
import { nameIn, type JobView } from './job-view';
import type { Entry, Located, LocatedMapping } from './located';
import { isTrue, itemsOf, member, textOf } from './located';
import { isTemplate } from './show';
import { fieldOf, misspeltVariable, variableFindings } from './variables';

type Variable = readonly [name: string, entry: Entry];

const variablesOf = (group: Located | undefined): readonly Variable[] =>
  group?.kind === 'mapping' ? [...group.entries] : [];

const groupNames = ['vars', 'extra-vars', 'host-vars', 'group-vars'];

/** A mapping with variables of a job, and those of them that something nearer replaces. */
interface Group {
  readonly values: Located;
  /** Variables that only hold a part, for those who inherit them to complete. */
  readonly partial: ReadonlySet<string>;
}

/** The mappings with variables under a name, from the nearest to one that overrides all beyond. */
const groupsNamed = (stanzas: readonly LocatedMapping[], name: string): readonly LocatedMapping[] => {
  const having = stanzas.filter((stanza) => member(stanza, name) !== undefined);
  const last = having.findIndex((stanza) => member(stanza, name)?.control === 'override');
  return last < 0 ? having : having.slice(0, last + 1);
};

/** Names of variables that jobs replace although an abstract parent sets them. */
const partialIn = (stanzas: readonly LocatedMapping[], index: number, name: string): ReadonlySet<string> => {
  if (!isTrue(member(stanzas[index], 'abstract'))) return none;
  return new Set(
    stanzas.slice(0, index).flatMap((nearer) => variablesOf(member(nearer, name)).map(([key]) => key)),
  );
};

const none: ReadonlySet<string> = new Set();

/** The mappings in which a job gets variables: for all hosts, or for some. */
const groupsOf = (view: JobView): readonly Group[] =>
  groupNames.flatMap((name) => {
    const own = groupsNamed(view.attributes, name);
    const found = [
      ...own.map((stanza, index) => ({ stanza, partial: partialIn(own, index, name) })),
      ...groupsNamed(view.stanzas, name).map((stanza) => ({ stanza, partial: none })),
    ];
    return found.flatMap(({ stanza, partial }): readonly Group[] => {
      const group = member(stanza, name);
      if (!group) return [];
      return name === 'vars' || name === 'extra-vars'
        ? [{ values: group, partial }]
        : variablesOf(group).map(([, { value }]) => ({ values: value, partial: none }));
    });
  });

const variableFindingsIn = ({ values, partial }: Group, fields: Fields, job: string): readonly Finding[] =>
  variablesOf(values).flatMap(([name, { key, value }]): readonly Finding[] => {
    const field = fieldOf(fields, name);
    if (field) return variableFindings(name, field, value, partial.has(name));
    const near = misspeltVariable(name, fields);
    if (near === undefined) return [];
    return [
      {
        severity: 'warning',
        code: 'misspelt-variable',
        place: key,
        message: `${name} is no variable of ${job}`,
        hint: `Did you mean "${near}"?`,
      },
    ];
  });

/** Whether something that has to be secret is written out. */
const holdsSecret = (field: Field, value: Located): boolean => {
  if (field.type === 'dict')
    return Object.entries(field.fields).some(([name, inner]) => {
      const part = member(value, name);
      return part !== undefined && holdsSecret(inner, part);
    });
  if (!field.secret || value.kind !== 'scalar' || value.encrypted) return false;
  return value.value !== null && value.value !== '' && !isTemplate(String(value.value));
};

const plainSecretsIn = (group: Located, secrets: Fields): readonly Finding[] =>
  variablesOf(group).flatMap(([name, { key, value }]): readonly Finding[] => {
    const field = fieldOf(secrets, name);
    if (!field || !holdsSecret(field, value)) return [];
    return [
      {
        severity: 'error',
        code: 'plain-secret',
        place: key,
        message: `${name} stands among the variables, where everybody can read it`,
        hint: 'Encrypt it with zuul-client encrypt, and give it to the job under secrets.',
      },
    ];
  });

const groupFindings = (group: Group, { name, variables, userSecrets }: JobDefinition): readonly Finding[] => [
  ...variableFindingsIn(group, variables ?? {}, name),
  ...plainSecretsIn(group.values, userSecrets ?? {}),
];

const secretsIn = (
  stanza: LocatedMapping,
  { name: job, userSecrets = {} }: JobDefinition,
  configuration: Configuration,
): readonly Finding[] =>
  itemsOf(member(stanza, 'secrets')).flatMap((item): readonly Finding[] => {
    const name = nameIn(item);
    if (name === undefined) return [];
    const field = fieldOf(userSecrets, name);
    if (field) {
      const data = member(configuration.secrets.get(textOf(member(item, 'secret')) ?? name), 'data');
      return data ? variableFindings(name, field, data) : [];
    }
    const near = misspeltVariable(name, userSecrets);
    if (near === undefined) return [];
    return [
      {
        severity: 'error',
        code: 'misspelt-variable',
        place: (member(item, 'name') ?? item).place,
        message: `${name} is no secret of ${job}`,
        hint: `Did you mean "${near}"?`,
      },
    ];
  });

/** Variables and secrets of every job that inherits from the library. */
export const libraryUseFindings = (
  views: readonly JobView[],
  configuration: Configuration,
): readonly Finding[] => {
  // Many jobs share a parent, a template or an anchor: it is looked at once.
  const seen = new Map<JobDefinition, Map<Located, Set<string>>>();
  const once = <Value>(
    job: JobDefinition,
    values: readonly Value[],
    keyOf: (value: Value) => readonly [Located, string],
  ): readonly Value[] => {
    const known = seen.get(job) ?? new Map<Located, Set<string>>();
    seen.set(job, known);
    return values.filter((value) => {
      const [located, how] = keyOf(value);
      const ways = known.get(located) ?? new Set<string>();
      known.set(located, ways);
      return !ways.has(how) && ways.add(how);
    });
  };
  return views.flatMap((view) => {
    const { libraryJob } = view;
    if (!libraryJob) return [];
    return [
      ...once(libraryJob, groupsOf(view), ({ values, partial }) => [
        values,
        [...partial].sort().join('\n'),
      ]).flatMap((group) => groupFindings(group, libraryJob)),
      ...once(libraryJob, view.attributes, (stanza) => [stanza, '']).flatMap((stanza) =>
        secretsIn(stanza, libraryJob, configuration),
      ),
    ];
  });
};
