import type { Finding } from '../reading/finding';
import { itemsOf, member, textOf, type Place } from '../reading/located';
import { accountOf } from '../views/account-registry';
import { valuesAlong } from '../views/chain';
import { imageListOf, registryOf } from '../views/image-list';
import { nameIn, type JobView } from '../views/job-view';
import { mirrorList, mirrorsOf } from '../views/mirror-list';
import { show } from '../words/show';

interface Written {
  readonly registry: string;
  readonly place: Place;
  /** The image that is written there. */
  readonly where: string;
}

/** The registries to which a job writes. */
const written = (view: JobView): readonly Written[] => [
  ...(imageListOf(view)?.images ?? [])
    .filter(({ repository, tags, templated }) => repository !== '' && !templated && tags.length > 0)
    .map((image) => ({
      registry: registryOf(image),
      place: (member(image.item, 'registry') ?? member(image.item, 'repository') ?? image.item).place,
      where: `${view.family.images}[${image.index}]`,
    })),
  ...mirrorsOf(view).map(({ registry, item, index }) => ({
    registry,
    place: item.place,
    where: `${mirrorList}[${index}]`,
  })),
];

/** Registries of images that have no account in the secret that the job gives, where there is one for each. */
export const registriesWithoutAccount = (
  view: JobView,
  secrets: ReadonlyMap<string, Parameters<typeof member>[0]>,
): readonly Omit<Finding, 'code'>[] => {
  const { credentials, registry } = view.family;
  const given = [...valuesAlong(view.chain, 'secrets')]
    .flatMap(itemsOf)
    .find((each) => nameIn(each) === credentials);
  const name = textOf(member(given, 'secret')) ?? (given && nameIn(given)) ?? '';
  const data = member(secrets.get(name), 'data');
  if (registry || data?.kind !== 'mapping') return [];
  const seen = new Set<string>();
  return written(view)
    .filter(({ registry: own }) => {
      const isNew = !seen.has(own);
      seen.add(own);
      return isNew && accountOf(data, own) === undefined;
    })
    .map(({ registry: own, place, where }) => ({
      severity: 'error' as const,
      place,
      message: `${credentials}: no account for ${show(own)}, the registry of ${where}`,
      hint: `Add ${own} with username and password to the secret "${name}".`,
    }));
};
