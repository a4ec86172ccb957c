import { imageListOf, shortReference } from '../views/image-list';
import type { Rule } from '../views/rule';
import { basesOf } from './base-images';

/** The images of a list are built one after the other: one that comes later is not there yet. */
export const imageOrder: Rule = {
  code: 'image-order',
  summary: 'An image is built from one that stands after it in the same list.',
  check: ({ views }) =>
    views
      .filter(({ kind }) => kind === 'build' || kind === 'upload')
      .flatMap((view) => {
        const { images = [], references = [] } = imageListOf(view) ?? {};
        const makers = new Map<string, number>();
        for (const { reference, image } of references)
          if (!makers.has(reference)) makers.set(reference, image.index);
        if (images.length < 2) return [];
        return images.flatMap((image) =>
          basesOf(view, image).flatMap(({ canonical, line, certain }) => {
            const maker = makers.get(canonical) ?? -1;
            if (maker <= image.index) return [];
            const [own, other] = [image.index, maker].map((index) => `${view.family.images}[${index}]`);
            return [
              {
                severity: certain ? ('error' as const) : ('warning' as const),
                place: image.item.place,
                message: `${own} is built FROM ${shortReference(canonical)} (line ${line} of its Dockerfile), which ${other} makes after it`,
                hint: `Move ${other} before ${own}: images are built in the order of the list, and until then there is only the published one.`,
              },
            ];
          }),
        );
      }),
};
