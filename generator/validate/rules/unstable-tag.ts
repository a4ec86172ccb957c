import { imageListOf } from '../views/image-list';
import { variableOf, type JobView } from '../views/job-view';
import { itemsOf, member, textOf, type Located } from '../reading/located';
import type { Rule } from '../views/rule';
import { isTemplate } from '../words/show';
import { isStaged } from './promotion';

/** What another build sees differently. */
const unstable: readonly (readonly [RegExp, string])[] = [
  [/\bnow\s*\(/, 'now()'],
  [/\b(?:ansible_)?date_time\b/, 'the date of the node'],
  [
    /\blookup\s*\(\s*['"](?:ansible\.builtin\.)?(pipe|password|random_choice)['"]/,
    'a lookup that gives something else each time',
  ],
  [/\bstrftime\b/, 'the time'],
  [/\|\s*random\b/, 'a random value'],
  [/\bzuul\.(?:build|buildset|job|event_id|pipeline|build_refs)\b/, 'a variable of the build'],
];

const reason = (text: string): string | undefined =>
  isTemplate(text) ? unstable.find(([pattern]) => pattern.test(text))?.[1] : undefined;

/** More variables than a tag is ever made of. */
const mostVariables = 500;

/** The reason in a text, or in the variables that it uses, each of which is looked at once. */
const reasonOf = (view: JobView, text: string, known = new Set<string>()): string | undefined => {
  const own = reason(text);
  if (own !== undefined || !isTemplate(text)) return own;
  for (const [name] of text.matchAll(/\b[a-zA-Z]\w*\b/g)) {
    if (known.has(name) || known.size >= mostVariables) continue;
    known.add(name);
    for (const item of itemsOf(variableOf(view, name))) {
      const found = reasonOf(view, textOf(item) ?? '', known);
      if (found !== undefined) return `${name}, which holds ${found}`;
    }
  }
  return undefined;
};

const texts = (item: Located): readonly Located[] => itemsOf(member(item, 'tags'));

/** Promotion is another build than the upload: a tag that depends on the build is not found again. */
export const unstableTag: Rule = {
  code: 'unstable-tag',
  summary: 'A tag may have another value in the promote job than in the upload job.',
  check: ({ views }) =>
    views.flatMap((view) => {
      if (view.kind !== 'promote' && !(view.kind === 'upload' && isStaged(view))) return [];
      return (imageListOf(view)?.images ?? []).flatMap((image) =>
        texts(image.item).flatMap((tag) => {
          const text = textOf(tag);
          const why = text === undefined ? undefined : reasonOf(view, text);
          if (why === undefined) return [];
          return [
            {
              severity: 'error' as const,
              place: tag.place,
              message: `the tag uses ${why}, so the promote job may look for another one than the upload job wrote`,
              hint: 'Make it of what both jobs see alike, such as zuul.change or a value in the repository.',
            },
          ];
        }),
      );
    }),
};
