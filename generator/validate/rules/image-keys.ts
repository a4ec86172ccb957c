import type { DictField } from '../../model/variable';
import type { Finding } from '../reading/finding';
import { imageListOf, type ListedImage } from '../views/image-list';
import { member, plain } from '../reading/located';
import { fieldOf, hasSlipOf, truthOf } from '../stanzas/variables';
import { missing as missingKey } from '../words/mistakes';
import { variableOf, type JobView } from '../views/job-view';
import type { Rule } from '../views/rule';

/** What an image of the job may hold. */
const fieldsOf = (view: JobView): DictField | undefined => {
  const list = view.libraryJob?.variables?.[view.family.images];
  return list?.type === 'list' && list.items.type === 'dict' ? list.items : undefined;
};

const platforms = (view: JobView, image: ListedImage): readonly Omit<Finding, 'code'>[] => {
  const arch = member(image.item, 'arch');
  const { buildkit } = view.family;
  const switched = buildkit === '' ? undefined : variableOf(view, buildkit);
  if (arch?.kind !== 'list' || arch.items.length < 2 || !switched || truthOf(plain(switched)) !== false)
    return [];
  return [
    {
      severity: 'error',
      place: arch.place,
      message: `arch: several platforms are built by BuildKit alone, but ${buildkit} is false`,
      hint: `Take ${buildkit} out.`,
    },
  ];
};

const nameless = (view: JobView, image: ListedImage): readonly Omit<Finding, 'code'>[] => {
  const tags = member(image.item, 'tags');
  const noTags =
    tags !== undefined && (tags.kind === 'scalar' || (tags.kind === 'list' && tags.items.length === 0));
  const written = member(image.item, 'repository');
  const missing =
    written === undefined ||
    (written.kind === 'scalar' && !written.encrypted && (written.value === null || written.value === ''));
  const field = fieldsOf(view);
  if (!missing || noTags || hasSlipOf('repository', field, image.item)) return [];
  const { expected = '' } = (field && fieldOf(field.fields, 'repository')) ?? {};
  return [
    {
      severity: 'error',
      place: image.item.place,
      message: `${view.family.images}[${image.index}]: ${missingKey('repository', expected)}`,
    },
  ];
};

/** What one key of an image says about another. */
export const imageKeys: Rule = {
  code: 'image-keys',
  summary: 'The keys of an image do not go together.',
  check: ({ views }) =>
    views
      .filter(({ kind }) => kind === 'build' || kind === 'upload' || kind === 'promote')
      .flatMap((view) =>
        (imageListOf(view)?.images ?? []).flatMap((image) => [
          ...platforms(view, image),
          ...nameless(view, image),
        ]),
      ),
};
