import { imageListOf } from '../image-list';
import type { Rule } from '../rule';
import { belongTogether, isStaged, shareRepository } from './promotion';

/** Staged tags that nobody promotes are never published. */
export const uploadWithoutPromote: Rule = {
  code: 'upload-without-promote',
  summary: 'An upload job stages images that no promote job publishes.',
  check: ({ views, site }) =>
    views.flatMap((view) => {
      const list = imageListOf(view);
      if (
        view.kind !== 'upload' ||
        view.use?.pipeline !== site['promote-pipeline'] ||
        !isStaged(view) ||
        !list
      )
        return [];
      const promotes = views.filter((each) => each.kind === 'promote' && belongTogether(view, each));
      // A promote job with a list of its own is told of by `image-lists-differ`, or templates decide.
      const meant = promotes.filter((each) => {
        const images = imageListOf(each);
        return !images || images.templated || list.templated || shareRepository(list, images);
      });
      if (meant.some(({ use }) => use)) return [];
      const [idle] = meant;
      const prefix = site.prefix;
      return [
        {
          severity: 'warning' as const,
          place: view.place,
          message: idle
            ? `"${view.name}" uploads images under staged tags, but its promote job "${idle.name}" is in no pipeline`
            : `"${view.name}" uploads images under staged tags, but no promote job of the project publishes them`,
          hint: idle
            ? `Add "${idle.name}" to the promote pipeline.`
            : `Add a child of ${prefix}-promote-docker-image with the same images and credentials to the promote pipeline; without promotion, set upload_docker_image_promote: false.`,
        },
      ];
    }),
};
