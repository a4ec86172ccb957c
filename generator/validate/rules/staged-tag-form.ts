import { imageListOf } from '../image-list';
import { pathText } from '../check';
import { itemsOf, member, textOf } from '../located';
import { pipelineNames } from '../../model/site';
import type { Context, Rule } from '../rule';
import { show } from '../show';

const ofChange = /^change_(?:\d+|\{\{[^{}]*\}\})_/;
const ofPipeline = /^\{\{\s*zuul\.pipeline\s*\}\}_/;

/** Tells whether a tag has the form that tags have until their images are promoted. */
const isStagedForm = ({ site, configuration }: Context): ((tag: string) => boolean) => {
  const prefixes = [...pipelineNames(site), ...configuration.pipelines.keys()].map((name) => `${name}_`);
  return (tag) =>
    ofChange.test(tag) || ofPipeline.test(tag) || prefixes.some((prefix) => tag.startsWith(prefix));
};

/** A final tag that looks staged would be taken for what a change left over. */
export const stagedTagForm: Rule = {
  code: 'staged-tag-form',
  summary: 'A tag has the form that tags have before they are promoted.',
  check: (context) => {
    const isStaged = isStagedForm(context);
    return context.views
      .filter(({ kind }) => kind === 'build' || kind === 'upload' || kind === 'promote')
      .flatMap((view) =>
        (imageListOf(view)?.images ?? []).flatMap(({ item, index }) =>
          itemsOf(member(item, 'tags')).flatMap((tag, number) => {
            const text = textOf(tag);
            if (text === undefined || !isStaged(text)) return [];
            return [
              {
                severity: 'error' as const,
                place: tag.place,
                message: `${pathText(['docker_images', index, 'tags', number])}: ${show(text)} has the form of a staged tag, which is deleted once its change is promoted or forgotten`,
                hint: 'Choose a tag that begins neither with change_, a number and "_", nor with the name of a pipeline and "_".',
              },
            ];
          }),
        ),
      );
  },
};
