import { imageListOf } from '../views/image-list';
import type { JobView } from '../views/job-view';
import { itemsOf, member, textOf } from '../reading/located';
import type { Rule } from '../views/rule';
import { isTemplate } from '../words/show';
import { meetings } from './meetings';
import { mayBeStaged } from './promotion';
import { differenceOf, isOfBuild, toTell } from './unstable-text';

const tagsOf = (view: JobView) =>
  (imageListOf(view)?.images ?? []).flatMap(({ item }) =>
    itemsOf(member(item, 'tags')).flatMap((tag) => {
      const text = textOf(tag);
      return text !== undefined && isTemplate(text) ? [{ text, place: tag.place }] : [];
    }),
  );

/** Promotion is another build than the upload: a tag that depends on the build is not found again. */
export const unstableTag: Rule = {
  code: 'unstable-tag',
  summary: 'A tag may have another value in the promote job than in the upload job.',
  check: (context) => {
    const { views } = context;
    const meetingsOf = meetings(context);
    const related = views.filter(({ kind }) => kind === 'promote' || kind === 'upload');
    return related.flatMap((view) => {
      if (view.kind === 'upload' && !mayBeStaged(view)) return [];
      // Who meets whom is looked for only where it matters.
      const tags = tagsOf(view).filter(({ text }) => isOfBuild(view, text));
      const met = tags.length > 0 ? meetingsOf(view) : [];
      return tags.flatMap(({ text, place }) => {
        const difference = toTell(met.flatMap((meeting) => differenceOf(view, text, meeting) ?? []));
        if (!difference) return [];
        return [
          {
            severity: difference.proven ? ('error' as const) : ('warning' as const),
            place,
            message: `the tag uses ${difference.why}, so the promote job may look for another one than the upload job wrote`,
            hint: 'Make it of what both jobs see alike, such as zuul.change or a value in the repository.',
          },
        ];
      });
    });
  },
};
