import { families, type Family } from '../../model/families';
import type { Finding } from '../reading/finding';
import { imageListOf, type ListedImage } from '../views/image-list';
import { variableOf, type JobView } from '../views/job-view';
import { member, textOf, textOrTemplate, type LocatedMapping } from '../reading/located';
import { canonicalRegistry, splitRegistry } from '../words/references';
import type { Rule } from '../views/rule';
import { isTemplate, show } from '../words/show';

type Found = Omit<Finding, 'code'>;

const placeOf = (item: LocatedMapping, key: string) => item.entries.get(key)?.key ?? item.place;

/** The family whose jobs share lists with those of another one. */
const sisterOf = ({ name }: Family): Family => (name === 'docker' ? families.container : families.docker);

/** The Dockerfile's name under the key of the other family. */
const dockerfile = (view: JobView, { item }: ListedImage): readonly Found[] => {
  const { family } = view;
  const sister = sisterOf(family);
  const name = textOf(member(item, sister.file));
  if (!name || textOf(member(item, family.file)) || view.kind === 'promote') return [];
  const built = textOf(variableOf(view, family.dockerfile)) || 'Dockerfile';
  if (built === name) return [];
  return [
    {
      severity: 'warning',
      place: placeOf(item, sister.file),
      message: `${sister.file} is ignored by the ${family.name} jobs, which build ${show(built)} here, not ${show(name)}`,
      hint: `Write ${family.file}: ${name}, beside it where ${sister.name} jobs share the list.`,
    },
  ];
};

/** The registry under the key of the container jobs. */
const registry = (view: JobView, { item, repository }: ListedImage): readonly Found[] => {
  if (!view.family.registry) return [];
  const name = textOf(member(item, 'registry'));
  const used =
    splitRegistry(repository).registry || textOrTemplate(variableOf(view, view.family.registry)) || '';
  if (!name || isTemplate(name) || isTemplate(used) || repository === '') return [];
  if (canonicalRegistry(name) === canonicalRegistry(used)) return [];
  return [
    {
      severity: 'warning',
      place: placeOf(item, 'registry'),
      message: `registry is ignored by the docker jobs, which publish to ${canonicalRegistry(used)} here, not to ${show(name)}`,
      hint: `Write ${view.family.registry}: ${name} beside ${view.family.images}.`,
    },
  ];
};

/** Variables of the other family's jobs without the twin that counts. */
const variables = (view: JobView): readonly Found[] =>
  Object.entries(view.family.twins).flatMap(([name, twin]) => {
    const value = variableOf(view, name);
    const counts = Object.hasOwn(view.libraryJob?.variables ?? {}, twin);
    if (!value || !counts || variableOf(view, twin)) return [];
    return [
      {
        severity: 'warning',
        place: value.place,
        message: `${name} is ignored by the ${view.family.name} jobs, such as "${view.name}", which look for ${twin}`,
        hint: `Write ${twin} instead, or beside it where ${sisterOf(view.family).name} jobs share the variables.`,
      },
    ];
  });

/** A list may be shared with jobs of another family, whose keys mean nothing here. */
export const ignoredKey: Rule = {
  code: 'ignored-key',
  summary: 'A key or variable of the other family is ignored by a job, and something else happens.',
  check: ({ views }) =>
    views
      .filter(({ kind }) => kind === 'build' || kind === 'upload' || kind === 'promote')
      .flatMap((view) => [
        ...variables(view),
        ...(imageListOf(view)?.images ?? []).flatMap((image) => [
          ...dockerfile(view, image),
          ...registry(view, image),
        ]),
      ]),
};
