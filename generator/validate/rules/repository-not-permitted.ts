import { imageListOf } from '../image-list';
import { nameIn } from '../job-view';
import { itemsOf, member, textOf } from '../located';
import type { Rule } from '../rule';
import { isTemplate } from '../show';

const patternOf = (text: string | undefined): RegExp | undefined => {
  if (text === undefined || isTemplate(text)) return undefined;
  try {
    // Python's named groups are the one difference that occurs.
    return new RegExp(text.replace(/[\r\n]+$/, '').replaceAll('(?P<', '(?<'));
  } catch {
    return undefined;
  }
};

/** Credentials may say for which repositories they are; the roles refuse any other. */
export const repositoryNotPermitted: Rule = {
  code: 'repository-not-permitted',
  summary: 'An image lies outside of the repositories for which its credentials are.',
  check: ({ views, configuration }) =>
    views.flatMap((view) =>
      view.attributes
        .flatMap((attributes) => itemsOf(member(attributes, 'secrets')))
        .filter((secret) => nameIn(secret) === 'docker_credentials')
        .flatMap((secret) => {
          const name = textOf(member(secret, 'secret')) ?? nameIn(secret) ?? '';
          const data = member(configuration.secrets.get(name), 'data');
          const permitted = patternOf(textOf(member(data, 'repository')));
          if (!permitted) return [];
          return (imageListOf(view)?.images ?? [])
            .filter((image) => image.repository && !isTemplate(image.repository))
            .filter((image) => {
              const path = image.name.slice(image.name.indexOf('/') + 1);
              return ![image.repository, image.name, path, path.replace(/^library\//, '')].some((each) =>
                permitted.test(each),
              );
            })
            .map((image) => ({
              severity: 'error' as const,
              place: (member(image.item, 'repository') ?? image.item).place,
              message: `docker_images[${image.index}].repository: "${image.repository}" is not among the repositories that the secret "${name}" is for`,
              hint: 'Choose one that its "repository" permits, or let the owner of the secret permit this one.',
            }));
        }),
    ),
};
