import type { JobDefinition } from '../model/job';
import type { Field, Fields } from '../model/variable';
import type { Configuration } from './configuration';
import type { Finding } from './finding';
import { nameIn, type JobView } from './job-view';
import type { Entry, Located, LocatedMapping } from './located';
import { itemsOf, member, textOf } from './located';
import { isTemplate } from './show';
import { fieldOf, misspeltVariable, variableFindings } from './variables';

type Variable = readonly [name: string, entry: Entry];

const variablesOf = (group: Located | undefined): readonly Variable[] =>
  group?.kind === 'mapping' ? [...group.entries] : [];

const groupNames = ['vars', 'extra-vars', 'host-vars', 'group-vars'];

/** The mappings with variables under a name, from the nearest to one that overrides all beyond. */
const groupsNamed = (stanzas: readonly LocatedMapping[], name: string): readonly Located[] => {
  const groups = stanzas.flatMap((stanza) => member(stanza, name) ?? []);
  const last = groups.findIndex(({ control }) => control === 'override');
  return last < 0 ? groups : groups.slice(0, last + 1);
};

/** The mappings in which a job gets variables: for all hosts, or for some. */
const groupsOf = (view: JobView): readonly Located[] =>
  groupNames
    .flatMap((name) =>
      [...groupsNamed(view.attributes, name), ...groupsNamed(view.stanzas, name)].map((group) => ({
        name,
        group,
      })),
    )
    .flatMap(({ name, group }) =>
      name === 'vars' || name === 'extra-vars' ? [group] : variablesOf(group).map(([, { value }]) => value),
    );

const variableFindingsIn = (group: Located, fields: Fields, job: string): readonly Finding[] =>
  variablesOf(group).flatMap(([name, { key, value }]): readonly Finding[] => {
    const field = fieldOf(fields, name);
    if (field) return variableFindings(name, field, value);
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

const groupFindings = (
  group: Located,
  { name, variables, userSecrets }: JobDefinition,
): readonly Finding[] => [
  ...variableFindingsIn(group, variables ?? {}, name),
  ...plainSecretsIn(group, userSecrets ?? {}),
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
  const seen = new Map<JobDefinition, Set<Located>>();
  const once = <Value extends Located>(job: JobDefinition, values: readonly Value[]): readonly Value[] => {
    const known = seen.get(job) ?? new Set<Located>();
    seen.set(job, known);
    return values.filter((value) => !known.has(value) && known.add(value));
  };
  return views.flatMap((view) => {
    const { libraryJob } = view;
    if (!libraryJob) return [];
    return [
      ...once(libraryJob, groupsOf(view)).flatMap((group) => groupFindings(group, libraryJob)),
      ...once(libraryJob, view.attributes).flatMap((stanza) => secretsIn(stanza, libraryJob, configuration)),
    ];
  });
};
