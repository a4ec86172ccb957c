import type { Library } from '../model/library';
import { sourceOf } from '../model/source';
import { jobsOf } from './jobs';
import { errorAt, type Rule } from './rule';

type Named = readonly [kind: string, name: string, where: string];

const stanzas = (library: Library): readonly Named[] =>
  library.zuul.flatMap((file) =>
    file.items.flatMap((item) =>
      Object.entries(item).flatMap(([kind, stanza]: [string, unknown]): readonly Named[] => {
        const name =
          kind !== 'definition' && typeof stanza === 'object' && stanza && 'name' in stanza
            ? stanza.name
            : undefined;
        return typeof name === 'string' ? [[kind, name, sourceOf(library).zuulFile(file.name)]] : [];
      }),
    ),
  );

/** No two things of a kind have one name: the later would take the place of the earlier, or be refused by Zuul. */
export const duplicateName: Rule = (library) => {
  const source = sourceOf(library);
  const all: readonly Named[] = [
    ...library.roles.map(({ name }): Named => ['role', name, source.role(name)]),
    ...library.playbooks.map(({ path }): Named => ['playbook', path, source.playbook(path)]),
    ...library.zuul.map(({ name }): Named => ['file of zuul.d', name, source.zuulFile(name)]),
    ...library.schemas.map(({ name }): Named => ['schema', name, source.schemas]),
    ...jobsOf(library).map(({ where, job }): Named => ['job', job.name, where]),
    ...stanzas(library),
  ];
  return all.flatMap(([kind, name, where], index) =>
    all.slice(0, index).some((earlier) => earlier[0] === kind && earlier[1] === name)
      ? [
          errorAt(
            where,
            'duplicate-name',
            `defines the ${kind} "${name}" a second time; expected one definition`,
          ),
        ]
      : [],
  );
};
