import { mayRunTogether } from '../stanzas/branches';
import type { Finding } from '../reading/finding';
import { add } from '../words/grouped';
import { imageListOf, shortReference, type ListedImage } from '../views/image-list';
import type { JobView } from '../views/job-view';
import { member, itemsOf } from '../reading/located';
import { isTemplate } from '../words/show';
import { textInRole } from '../reading/yaml-scalar';
import { buildsets, type Rule } from '../views/rule';
import { producedBy } from './promotion';
import { meetingIn } from './shared-registry';

const placeOf = (image: ListedImage, reference: string) => {
  const tags = itemsOf(member(image.item, 'tags'));
  const tag = tags.find((each) => reference.endsWith(`:${textInRole(each) ?? '/'}`));
  return (tag ?? member(image.item, 'repository') ?? image.item).place;
};

const inOneList = (view: JobView): readonly Omit<Finding, 'code'>[] => {
  const list = imageListOf(view);
  const first = new Map<string, ListedImage>();
  return (list?.references ?? []).flatMap(({ reference, image }) => {
    const earlier = first.get(reference);
    first.set(reference, earlier ?? image);
    // A template that stands twice gives the same text twice, but one list may be filled in differently.
    if (!earlier || isTemplate(reference)) return [];
    return [
      {
        severity: 'error',
        place: placeOf(image, reference),
        message: `${view.family.images}[${image.index}] makes ${shortReference(reference)}, which ${view.family.images}[${earlier.index}] makes already`,
        hint: 'Change the tag or the repository of one of them.',
      },
    ];
  });
};

const inOneBuildset = (group: readonly JobView[]): readonly Omit<Finding, 'code'>[] => {
  const makers = new Map<string, JobView[]>();
  const meet = meetingIn(group);
  return group.flatMap((view) => {
    const { kind = '', use } = view;
    return [...producedBy(view)].flatMap((reference) => {
      const key = `${kind} ${reference}`;
      const earlier = makers.get(key)?.find(
        (each) =>
          each.name !== view.name &&
          mayRunTogether(each, view) &&
          // Builds of which each has a registry of its own leave each other alone.
          (kind !== 'build' || meet(each, view)),
      );
      add(makers, key, view);
      if (!use || kind === '' || !earlier || isTemplate(reference)) return [];
      return [
        {
          // What is only built may stay on its node.
          severity: kind === 'upload' ? ('error' as const) : ('warning' as const),
          place: view.place,
          message: `"${view.name}" and "${earlier.name}" both ${kind} ${shortReference(reference)} in ${use.pipeline}`,
          hint: 'The one that ends last would win: keep the image in one of them.',
        },
      ];
    });
  });
};

/** Two images of one name: one overwrites the other. */
export const duplicateImage: Rule = {
  code: 'duplicate-image',
  summary: 'The same repository and tag is made twice.',
  check: (context) => [...context.views.flatMap(inOneList), ...buildsets(context).flatMap(inOneBuildset)],
};
