import type { Finding } from '../reading/finding';
import { imageListOf } from '../views/image-list';
import type { JobView } from '../views/job-view';
import { pathText } from '../words/check';
import { itemsOf, member, textOf } from '../reading/located';
import { pipelineNames } from '../../model/site';
import type { Context, Rule } from '../views/rule';
import { show } from '../words/show';

const ofChange = /^change_(?:\d+|\{\{[^{}]*\}\})_./;
const ofPipeline = /^\{\{\s*zuul\.pipeline\s*\}\}_./;

/** The form of staged tags that a tag has: to this job, or only where other pipelines stage. */
const stagedForm = (
  { site, configuration }: Context,
  { use }: JobView,
  tag: string,
): (Pick<Finding, 'severity'> & { readonly begin: string }) | undefined => {
  const begins = (pipeline: string) => tag.startsWith(`${pipeline}_`) && tag.length > pipeline.length + 1;
  if (ofChange.test(tag)) return { severity: 'error', begin: 'change_<number>_' };
  if (ofPipeline.test(tag)) return { severity: 'error', begin: '<pipeline>_' };
  const { check, gate, promote } = site.pipelines;
  const own = [...check, ...gate, ...promote, ...(use ? [use.pipeline] : [])];
  const [mine, other] = [own, [...pipelineNames(site), ...configuration.pipelines.keys()]].map((names) =>
    names.find(begins),
  );
  if (mine !== undefined) return { severity: 'error', begin: `${mine}_` };
  return other === undefined ? undefined : { severity: 'warning', begin: `${other}_` };
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
            const form = text === undefined ? undefined : stagedForm(context, view, text);
            if (!form) return [];
            return [
              {
                severity: form.severity,
                place: tag.place,
                message: `${pathText([view.family.images, index, 'tags', number])}: ${show(text)} has the form of a staged tag (it begins with '${form.begin}'), which a clean-up deletes and another upload overwrites`,
                hint: 'Choose another final tag.',
              },
            ];
          }),
        ),
      ),
};
