import type { Finding } from '../reading/finding';
import { itemsOf, member, textOf } from '../reading/located';
import { accountOf } from '../views/account-registry';
import { valuesAlong } from '../views/chain';
import { imageListOf, registryOf } from '../views/image-list';
import { nameIn, type JobView } from '../views/job-view';
import { show } from '../words/show';

/** Registries of images that have no account in the secret that the job gives, where there is one for each. */
export const registriesWithoutAccount = (
  view: JobView,
  secrets: ReadonlyMap<string, Parameters<typeof member>[0]>,
): readonly Omit<Finding, 'code'>[] => {
  const { credentials, images: variable, registry } = view.family;
  const given = [...valuesAlong(view.chain, 'secrets')]
    .flatMap(itemsOf)
    .find((each) => nameIn(each) === credentials);
  const name = textOf(member(given, 'secret')) ?? (given && nameIn(given)) ?? '';
  const data = member(secrets.get(name), 'data');
  if (registry || data?.kind !== 'mapping') return [];
  const seen = new Set<string>();
  return (imageListOf(view)?.images ?? [])
    .filter(({ repository, tags, templated }) => repository !== '' && !templated && tags.length > 0)
    .filter((image) => {
      const own = registryOf(image);
      const isNew = !seen.has(own);
      seen.add(own);
      return isNew && accountOf(data, own) === undefined;
    })
    .map((image) => ({
      severity: 'error' as const,
      place: (member(image.item, 'registry') ?? member(image.item, 'repository') ?? image.item).place,
      message: `${credentials}: no account for ${show(registryOf(image))}, the registry of ${variable}[${image.index}]`,
      hint: `Add ${registryOf(image)} with username and password to the secret "${name}".`,
    }));
};
