import { accountOf, accountProblem, registryBefore } from '../views/account-registry';
import { valuesAlong } from '../views/chain';
import type { Finding } from '../reading/finding';
import { imageListOf, registryOf, type ListedImage } from '../views/image-list';
import { nameIn, variableOf, type JobView } from '../views/job-view';
import { itemsOf, member, textOf, type Located } from '../reading/located';
import { patternOf, type Pattern } from '../words/pattern';
import type { Rule } from '../views/rule';
import { isTemplate } from '../words/show';

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
  // Python takes the bracket behind "[" for one of the set, which is open then.
  const isOpen = /\[\^?\]/.test(filled);
  return text === undefined || isTemplate(filled) || isOpen ? undefined : patternOf(fromPython(filled));
};

/** The account of a job may be for another registry. A job that no project runs may get its registry from a child. */
const registryFindings = (
  view: JobView,
  data: Located | undefined,
  secret: string,
): readonly Omit<Finding, 'code'>[] => {
  if (!view.family.registry) return [];
  const given = variableOf(view, view.family.registry);
  const registry = given ? textOf(given) : view.use ? '' : undefined;
  const problem =
    registry === undefined || isTemplate(registry) ? undefined : accountProblem(data, registry, view.family);
  if (!problem) return [];
  const named = registry ? `"${registry}"` : 'not set, which means Docker Hub';
  const message = `${view.family.registry} is ${named}, but the account in the secret "${secret}" ${problem.message}`;
  return [
    {
      severity: 'error',
      place: given?.place ?? view.place,
      message,
      hint: problem.hint,
    },
  ];
};

/** The registry with which a pattern begins, and what it permits; nothing if there is none, or it cannot be told. */
interface Restriction {
  readonly before: string;
  readonly permitted: Pattern | undefined;
}

/** What the account of an image restricts: the only one, or that of its registry. */
const patternsOf = (view: JobView, data: Located | undefined) => {
  const known = new Map<Located | undefined, Restriction>();
  return (image: ListedImage): Restriction => {
    const account = view.family.registry ? data : accountOf(data, registryOf(image));
    const pattern = textOf(member(account, 'repository'));
    const found = known.get(account) ?? {
      before: registryBefore(pattern ?? ''),
      permitted: permittedBy(pattern, view.use?.project.name),
    };
    known.set(account, found);
    return found;
  };
};

/** Credentials may say for which repositories they are; the roles refuse any other. */
export const repositoryNotPermitted: Rule = {
  code: 'repository-not-permitted',
  summary: 'An image lies outside of the repositories, or the registry, for which its credentials are.',
  check: ({ views, configuration }) =>
    views.flatMap((view) =>
      [...valuesAlong(view.chain, 'secrets')]
        .flatMap(itemsOf)
        .filter((secret) => nameIn(secret) === view.family.credentials)
        .flatMap((secret) => {
          const name = textOf(member(secret, 'secret')) ?? nameIn(secret) ?? '';
          const data = member(configuration.secrets.get(name), 'data');
          const wrong = registryFindings(view, data, name);
          if (wrong.length > 0) return wrong;
          const patterns = patternsOf(view, data);
          return (imageListOf(view)?.images ?? [])
            .filter((image) => image.repository && !isTemplate(image.repository))
            .filter((image) => {
              const { before, permitted } = patterns(image);
              if (!permitted) return false;
              const path = image.name.slice(image.name.indexOf('/') + 1);
              const paths = [path, path.replace(/^library\//, '')];
              // A pattern that begins with a registry is about whole names. Where it cannot be told, the role says it.
              return before
                ? paths.every((each) => permitted(`${before}/${each}`, 'at the beginning') === false)
                : paths.every((each) => permitted(each, 'anywhere') === false);
            })
            .map((image) => ({
              severity: 'error' as const,
              place: (member(image.item, 'repository') ?? image.item).place,
              message: `${view.family.images}[${image.index}].repository: "${image.repository}" is not among the repositories that the secret "${name}" is for`,
              hint: 'Choose one that its "repository" permits, or let the owner of the secret permit this one.',
            }));
        }),
    ),
};
