import { entriesOf, pipelinesOf, type Stanza } from './configuration';
import type { Located, Place } from '../reading/located';
import { itemsOf, member, textOf } from '../reading/located';

/** What stanzas define, and others name. */
export type NamedKind = 'job' | 'project-template' | 'secret' | 'nodeset';

/** A place where a stanza names what another one defines. */
export interface UsedName {
  readonly kind: NamedKind;
  readonly name: string;
  readonly place: Place;
  /** The names around it, which are surely not what it stands for. */
  readonly beside: ReadonlySet<string>;
}

/** The names that items are, or have under a key. */
const named = (
  kind: NamedKind,
  items: readonly Located[],
  keys: readonly string[] = ['name'],
  around: readonly string[] = [],
): readonly UsedName[] => {
  const found = items.flatMap((item) => {
    const key = keys.find((each) => member(item, each));
    const located = key === undefined ? item : (member(item, key) ?? item);
    const name = textOf(located);
    return name === undefined ? [] : [{ kind, name, place: located.place }];
  });
  const beside = new Set([...found.map(({ name }) => name), ...around]);
  return found.map((each) => ({ ...each, beside }));
};

/** The names in the attributes of a job of this name. */
const inJob = (attributes: Located | undefined, job: string): readonly UsedName[] => {
  const under = (attribute: string) => itemsOf(member(attributes, attribute));
  const nodeset = member(attributes, 'nodeset');
  return [
    ...named('job', under('parent'), [], [job]),
    ...named('job', under('dependencies'), ['name'], [job]),
    ...named('secret', under('secrets'), ['secret', 'name']),
    // One that is written out has nodes, and perhaps a name for itself.
    ...named('nodeset', textOf(nodeset) === undefined ? [] : itemsOf(nodeset)),
  ];
};

/** The names by which a stanza asks for what others define. */
export const usedNames = ({ kind, value }: Stanza): readonly UsedName[] => {
  if (value.kind !== 'mapping') return [];
  if (kind === 'job') return inJob(value, textOf(member(value, 'name')) ?? '');
  if (kind !== 'project' && kind !== 'project-template') return [];
  return [
    ...named('project-template', itemsOf(member(value, 'templates'))),
    ...pipelinesOf(value).flatMap(([, { value: pipeline }]) => {
      const entries = entriesOf(pipeline);
      const beside = new Set(entries.map(({ name }) => name));
      return entries.flatMap(({ name, place, attributes }): readonly UsedName[] => [
        { kind: 'job', name, place, beside },
        ...inJob(attributes, name),
      ]);
    }),
  ];
};
