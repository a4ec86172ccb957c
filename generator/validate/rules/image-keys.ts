import type { DictField } from '../../model/variable';
import type { Finding } from '../reading/finding';
import { imageListOf, type ListedImage } from '../views/image-list';
import { member, plain } from '../reading/located';
import { fieldOf, hasSlipOf } from '../stanzas/variables';
import { missing as missingKey } from '../words/mistakes';
import type { JobView } from '../views/job-view';
import type { Rule } from '../views/rule';
import { show } from '../words/show';

const isSet = (value: unknown): boolean =>
  value !== null &&
  value !== '' &&
  value !== false &&
  value !== 0 &&
  !(Array.isArray(value) && value.length === 0) &&
  !(typeof value === 'object' && Object.keys(value).length === 0);

/** What an image of the job may hold. */
const fieldsOf = (view: JobView): DictField | undefined => {
  const list = view.libraryJob?.variables?.[view.family.images];
  return list?.type === 'list' && list.items.type === 'dict' ? list.items : undefined;
};

const platforms = (view: JobView, image: ListedImage): readonly Omit<Finding, 'code'>[] => {
  const arch = member(image.item, 'arch');
  if (!arch || !isSet(plain(arch)) || fieldOf(fieldsOf(view)?.fields ?? {}, 'arch')) return [];
  return [
    {
      severity: 'error',
      place: arch.place,
      message: `arch: ${show(plain(arch))} asks for certain platforms, but an image is built for its node's platform only`,
      hint: "Take the key out, and choose a node of that platform by the job's nodeset.",
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
