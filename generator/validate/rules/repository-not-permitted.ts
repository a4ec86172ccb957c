import { valuesAlong } from '../chain';
import { imageListOf } from '../image-list';
import { nameIn } from '../job-view';
import { itemsOf, member, textOf } from '../located';
import { patternOf, type Pattern } from '../pattern';
import type { Rule } from '../rule';
import { isTemplate } from '../show';

const escaped = (text: string): string => text.replace(/[\^$.*+?()[\]{}|/]/g, '\\$&');

/** A pattern with the name of the project in place of its templates, as far as the files tell it. */
const filledIn = (pattern: string, project: string | undefined): string => {
  // A host may stand before the name, which Zuul then leaves out; and a pattern may stand for many projects.
  if (project === undefined || project.startsWith('^')) return pattern;
  const short = project.slice(project.lastIndexOf('/') + 1);
  const withShort = pattern.replace(/\{\{\s*zuul\.project\.short_name\s*\}\}/g, () => escaped(short));
  return project.split('/')[0]?.includes('.')
    ? withShort
    : withShort.replace(/\{\{\s*zuul\.project\.name\s*\}\}/g, () => escaped(project));
};

/** What Python writes differently: group names, beginning and end of the text, and repetitions up to a number. */
const fromPython = (pattern: string): string =>
  pattern
    .replace(/[\r\n]+$/, '')
    .replaceAll('(?P<', '(?<')
    .replace(/\\([\s\S])/g, (pair: string, letter: string) =>
      letter === 'A' ? '^' : letter === 'Z' ? '$' : pair,
    )
    .replace(/\{,(\d+)\}/g, '{0,$1}');

const permittedBy = (text: string | undefined, project: string | undefined): Pattern | undefined => {
  const filled = filledIn(text ?? '', project);
  return text === undefined || isTemplate(filled) ? undefined : patternOf(fromPython(filled));
};

/** Credentials may say for which repositories they are; the roles refuse any other. */
export const repositoryNotPermitted: Rule = {
  code: 'repository-not-permitted',
  summary: 'An image lies outside of the repositories for which its credentials are.',
  check: ({ views, configuration }) =>
    views.flatMap((view) =>
      [...valuesAlong(view.chain, 'secrets')]
        .flatMap(itemsOf)
        .filter((secret) => nameIn(secret) === 'docker_credentials')
        .flatMap((secret) => {
          const name = textOf(member(secret, 'secret')) ?? nameIn(secret) ?? '';
          const data = member(configuration.secrets.get(name), 'data');
          const permitted = permittedBy(textOf(member(data, 'repository')), view.use?.project.name);
          if (!permitted) return [];
          return (imageListOf(view)?.images ?? [])
            .filter((image) => image.repository && !isTemplate(image.repository))
            .filter((image) => {
              const path = image.name.slice(image.name.indexOf('/') + 1);
              // Where it cannot be told, the role says it.
              return [image.repository, image.name, path, path.replace(/^library\//, '')].every(
                (each) => permitted(each, 'anywhere') === false,
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
