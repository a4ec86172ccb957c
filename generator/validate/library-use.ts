import type { Fields } from '../model/variable';
import type { Configuration } from './configuration';
import type { Finding } from './finding';
import { nameIn, type JobView } from './job-view';
import type { LocatedMapping } from './located';
import { itemsOf, member, textOf } from './located';
import { fieldOf, misspeltVariable, variableFindings } from './variables';

/** The groups of variables that a job or project holds, each a mapping. */
const groupsOf = (attributes: LocatedMapping): readonly LocatedMapping[] => {
  const direct = ['vars', 'extra-vars'].map((key) => member(attributes, key));
  const byHost = ['host-vars', 'group-vars'].flatMap((key) => {
    const hosts = member(attributes, key);
    return hosts?.kind === 'mapping' ? [...hosts.entries.values()].map(({ value }) => value) : [];
  });
  return [...direct, ...byHost].filter((group) => group?.kind === 'mapping');
};

const inGroup = (group: LocatedMapping, fields: Fields, job: string): readonly Finding[] =>
  [...group.entries].flatMap(([name, { key, value }]): readonly Finding[] => {
    const field = fieldOf(fields, name);
    if (field) return variableFindings(name, field, value);
    const near = misspeltVariable(name, fields);
    if (near === undefined) return [];
    const message = `${name} is no variable of ${job}`;
    return [
      {
        severity: 'warning',
        code: 'misspelt-variable',
        place: key,
        message,
        hint: `Did you mean "${near}"?`,
      },
    ];
  });

const variablesIn = (view: JobView): readonly Finding[] => {
  const { libraryJob } = view;
  if (!libraryJob) return [];
  const stanzas = [view.use?.project.content, view.use?.template?.content].filter(
    (each) => each !== undefined,
  );
  return [...view.attributes, ...stanzas].flatMap((attributes) =>
    groupsOf(attributes).flatMap((group) => inGroup(group, libraryJob.variables ?? {}, libraryJob.name)),
  );
};

const secretsIn = (view: JobView, configuration: Configuration): readonly Finding[] => {
  const wanted = view.libraryJob?.userSecrets ?? {};
  return view.attributes.flatMap((attributes) =>
    itemsOf(member(attributes, 'secrets')).flatMap((item): readonly Finding[] => {
      const name = nameIn(item);
      const field = name === undefined ? undefined : fieldOf(wanted, name);
      if (name === undefined) return [];
      if (!field) {
        const near = misspeltVariable(name, wanted);
        const place = (member(item, 'name') ?? item).place;
        return near === undefined
          ? []
          : [
              {
                severity: 'error',
                code: 'misspelt-variable',
                place,
                message: `${name} is no secret of ${view.libraryJob?.name ?? ''}`,
                hint: `Did you mean "${near}"?`,
              },
            ];
      }
      const data = member(configuration.secrets.get(textOf(member(item, 'secret')) ?? name), 'data');
      return data ? variableFindings(name, field, data) : [];
    }),
  );
};

const plainSecrets = (view: JobView): readonly Finding[] =>
  view.attributes.flatMap((attributes) =>
    groupsOf(attributes).flatMap((group) =>
      [...group.entries].flatMap(([name, { key, value }]): Finding[] =>
        fieldOf(view.libraryJob?.userSecrets ?? {}, name) && value.kind === 'mapping'
          ? [
              {
                severity: 'error',
                code: 'plain-secret',
                place: key,
                message: `${name} stands among the variables, where everybody can read it`,
                hint: 'Encrypt it with zuul-client encrypt, and give it to the job under secrets.',
              },
            ]
          : [],
      ),
    ),
  );

/** Variables and secrets of every job that inherits from the library. */
export const libraryUseFindings = (
  views: readonly JobView[],
  configuration: Configuration,
): readonly Finding[] =>
  views.flatMap((view) => [...variablesIn(view), ...secretsIn(view, configuration), ...plainSecrets(view)]);
