import type { JobDefinition } from '../../model/job';
import { partOf, type Field, type Fields } from '../../model/variable';
import type { Configuration } from '../stanzas/configuration';
import type { Finding } from '../reading/finding';
import { unseenAlong } from './chain';
import { nameIn, variableOf, type JobView } from './job-view';
import type { Entry, Located, LocatedMapping } from '../reading/located';
import { itemsOf, member, textOf } from '../reading/located';
import { isTemplate } from '../words/show';
import { didYouMean } from '../words/spelling';
import { fieldOf, misspeltVariable, variableFindings } from '../stanzas/variables';

type Variable = readonly [name: string, entry: Entry];

const variablesOf = (group: Located | undefined): readonly Variable[] =>
  group?.kind === 'mapping' ? [...group.entries] : [];

const groupNames = ['vars', 'extra-vars', 'host-vars', 'group-vars'];

/** A mapping with variables of a job. */
interface Group {
  readonly values: Located;
  /** Whether it is known who gets its values: those that nobody does may be for children to complete. */
  readonly isFollowed: boolean;
}

/** The mappings with variables of a stanza: for all hosts, or for some. */
const groupsOf = (stanza: LocatedMapping, name: string): readonly Group[] => {
  const group = member(stanza, name);
  if (!group) return [];
  return name === 'vars' || name === 'extra-vars'
    ? [{ values: group, isFollowed: true }]
    : variablesOf(group).map(([, { value }]) => ({ values: value, isFollowed: false }));
};

/** The stanzas from the nearest to one that overrides all beyond in a group of variables. */
function* untilOverride<Link extends { readonly stanza: LocatedMapping }>(
  links: Iterable<Link>,
  name: string,
): Generator<Link> {
  for (const link of links) {
    yield link;
    if (member(link.stanza, name)?.control === 'override') return;
  }
}

const variableFindingsIn = (
  { values, isFollowed }: Group,
  fields: Fields,
  all: ReadonlySet<string>,
  used: ReadonlySet<Located>,
): readonly Finding[] =>
  variablesOf(values).flatMap(([name, { key, value }]): readonly Finding[] => {
    const field = fieldOf(fields, name);
    if (field) return variableFindings(name, field, value, isFollowed && !used.has(value));
    // A variable of one job may be shared with all.
    const near = all.has(name) ? undefined : misspeltVariable(name, fields);
    if (near === undefined) return [];
    return [
      {
        severity: 'warning',
        code: 'misspelt-variable',
        place: key,
        message: `${name} is no variable of the library`,
        hint: didYouMean(near),
      },
    ];
  });

/** Whether something that has to be secret is written out; a text in place of its mapping is taken for all of it. */
const holdsSecret = (field: Field, value: Located): boolean => {
  if (field.type === 'dict' && value.kind === 'mapping')
    return [...value.entries].some(([name, { value: part }]) => {
      const inner = partOf(field, name);
      return inner !== undefined && holdsSecret(inner, part);
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
  group: Group,
  { variables, userSecrets }: JobDefinition,
  all: ReadonlySet<string>,
  used: ReadonlySet<Located>,
): readonly Finding[] => [
  ...variableFindingsIn(group, variables ?? {}, all, used),
  ...plainSecretsIn(group.values, userSecrets ?? {}),
];

const secretsIn = (
  stanza: LocatedMapping,
  { userSecrets = {} }: JobDefinition,
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
        message: `${name} is no secret of the library`,
        hint: didYouMean(near),
      },
    ];
  });

/** Variables and secrets of every job that inherits from the library; of parts, somebody else writes the rest. */
export const libraryUseFindings = (
  views: readonly JobView[],
  parts: readonly JobView[],
  configuration: Configuration,
): readonly Finding[] => {
  const used = new Set(
    views.flatMap((view) =>
      Object.keys(view.libraryJob?.variables ?? {}).flatMap((name) => variableOf(view, name) ?? []),
    ),
  );
  const all = new Set(
    [...configuration.libraryJobs.values()].flatMap(({ variables }) => Object.keys(variables ?? {})),
  );
  // Many jobs share a parent, a template or an anchor: it is looked at once.
  const seen = new Map<string, Set<unknown>>();
  const seenBy = <Value>(job: JobDefinition, what: string): Set<Value> => {
    const key = `${job.name} ${what}`;
    const known = seen.get(key) ?? new Set();
    seen.set(key, known);
    return known as Set<Value>;
  };
  return [...views, ...parts].flatMap((view) => {
    const { libraryJob } = view;
    if (!libraryJob) return [];
    const groups = groupNames.flatMap((name) => {
      const own = untilOverride(unseenAlong(view.chain, seenBy(libraryJob, name)), name);
      const ofProject = untilOverride(
        view.stanzas.map((stanza) => ({ stanza })),
        name,
      );
      return [...own, ...ofProject].flatMap(({ stanza }) => groupsOf(stanza, name));
    });
    const known = seenBy<Located>(libraryJob, 'groups');
    return [
      ...groups
        .filter(({ values }) => !known.has(values) && known.add(values))
        .flatMap((group) => groupFindings(group, libraryJob, all, used)),
      ...[...unseenAlong(view.chain, seenBy(libraryJob, 'secrets'))].flatMap(({ stanza }) =>
        secretsIn(stanza, libraryJob, configuration),
      ),
    ];
  });
};
