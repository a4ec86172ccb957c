import type { Finding } from '../finding';
import { imageListOf, shortReference, type ListedImage } from '../image-list';
import type { JobView } from '../job-view';
import { member, itemsOf } from '../located';
import { isTemplate } from '../show';
import { buildsets, type Rule } from '../rule';

const placeOf = (image: ListedImage, reference: string) => {
  const tags = itemsOf(member(image.item, 'tags'));
  const tag = tags.find((each) => each.kind === 'scalar' && reference.endsWith(`:${String(each.value)}`));
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
        message: `docker_images[${image.index}] makes ${shortReference(reference)}, which docker_images[${earlier.index}] makes already`,
        hint: 'Change the tag or the repository of one of them.',
      },
    ];
  });
};

const inOneBuildset = (group: readonly JobView[]): readonly Omit<Finding, 'code'>[] => {
  const first = new Map<string, JobView>();
  return group.flatMap((view) => {
    const list = imageListOf(view);
    if (!list || !view.kind) return [];
    return [...list.produced].flatMap((reference) => {
      const key = `${view.kind ?? ''} ${reference}`;
      const earlier = first.get(key);
      first.set(key, earlier ?? view);
      if (!earlier || earlier.name === view.name || isTemplate(reference)) return [];
      return [
        {
          severity: 'error' as const,
          place: view.place,
          message: `"${view.name}" and "${earlier.name}" both ${view.kind ?? ''} ${shortReference(reference)} in ${view.use?.pipeline ?? ''}`,
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
