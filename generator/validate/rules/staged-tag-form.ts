import type { Finding } from '../finding';
import { imageListOf } from '../image-list';
import type { JobView } from '../job-view';
import { pathText } from '../check';
import { itemsOf, member, textOf } from '../located';
import { pipelineNames } from '../../model/site';
import type { Context, Rule } from '../rule';
import { show } from '../show';

const ofChange = /^change_(?:\d+|\{\{[^{}]*\}\})_./;
const ofPipeline = /^\{\{\s*zuul\.pipeline\s*\}\}_./;

/** Whether a tag has the form that tags have until their images are promoted: to this job, or only where other pipelines stage. */
const stagedForm = (
  { site, configuration }: Context,
  { use }: JobView,
  tag: string,
): Finding['severity'] | undefined => {
  const begins = (pipeline: string) => tag.startsWith(`${pipeline}_`) && tag.length > pipeline.length + 1;
  const { check, gate, promote } = site.pipelines;
  const own = [...check, ...gate, ...promote, ...(use ? [use.pipeline] : [])];
  if (ofChange.test(tag) || ofPipeline.test(tag) || own.some(begins)) return 'error';
  return [...pipelineNames(site), ...configuration.pipelines.keys()].some(begins) ? 'warning' : undefined;
};

/** A final tag that looks staged would be taken for what a change left over. */
export const stagedTagForm: Rule = {
  code: 'staged-tag-form',
  summary: 'A tag has the form that tags have before they are promoted.',
  check: (context) =>
    context.views
      .filter(({ kind }) => kind === 'build' || kind === 'upload' || kind === 'promote')
      .flatMap((view) =>
        (imageListOf(view)?.images ?? []).flatMap(({ item, index }) =>
          itemsOf(member(item, 'tags')).flatMap((tag, number) => {
            const text = textOf(tag);
            const severity = text === undefined ? undefined : stagedForm(context, view, text);
            if (severity === undefined) return [];
            return [
              {
                severity,
                place: tag.place,
                message: `${pathText(['docker_images', index, 'tags', number])}: ${show(text)} has the form of a staged tag, which a clean-up deletes and another upload overwrites`,
                hint: 'Choose a tag that begins neither with change_, a number and "_", nor with the name of a pipeline and "_".',
              },
            ];
          }),
        ),
      ),
};
