import { variableOf, type JobView } from './job-view';
import type { Located, LocatedMapping } from '../reading/located';
import { itemsOf, member, plain, textOf, textOrTemplate } from '../reading/located';
import { canonicalName, splitRegistry } from '../words/references';
import { hasTemplate, isTemplate } from '../words/show';
import { textInRole } from '../reading/yaml-scalar';

/** An image of a job's list, as far as it can be told before the job runs. */
export interface ListedImage {
  readonly index: number;
  readonly item: LocatedMapping;
  readonly repository: string;
  readonly tags: readonly string[];
  /** Registry and repository, the same for every spelling. */
  readonly name: string;
  /** Whether templates decide about its names. */
  readonly templated: boolean;
}

/** The list of images of a job. */
export interface ImageList {
  readonly located: Located;
  readonly images: readonly ListedImage[];
  /** Whether templates decide about any name in it. */
  readonly templated: boolean;
  /** What it produces: `registry/repository:tag` of each image. */
  readonly references: readonly ProducedReference[];
  /** The same, each once. */
  readonly produced: ReadonlySet<string>;
  /** Registry and repository of each image. */
  readonly repositories: ReadonlySet<string>;
}

/** A name under which an image is published. */
export interface ProducedReference {
  readonly reference: string;
  readonly image: ListedImage;
}

const empty = (value: Located | undefined): boolean =>
  value === undefined ||
  (value.kind === 'scalar' && (value.value === null || value.value === '') && !value.encrypted);

const tagsOf = (item: LocatedMapping): { readonly tags: readonly string[]; readonly templated: boolean } => {
  const value = member(item, 'tags');
  if (value === undefined) return { tags: ['latest'], templated: false };
  const tags = itemsOf(value).flatMap((tag) => textInRole(tag) ?? []);
  return { tags, templated: hasTemplate(plain(value)) };
};

/** The registry of an image whose repository names none: that of the job, or in families without one that of the image. */
const registryFor = (view: JobView, item: LocatedMapping): string =>
  textOrTemplate(view.family.registry ? variableOf(view, view.family.registry) : member(item, 'registry')) ??
  '';

const readImage = (located: Located, index: number, view: JobView): readonly ListedImage[] => {
  if (located.kind !== 'mapping') return [];
  const registry = registryFor(view, located);
  const { tags, templated } = tagsOf(located);
  const written = member(located, 'repository');
  const repository = empty(written) ? '' : (textOf(written) ?? '');
  const split = splitRegistry(repository);
  const name = canonicalName(split.registry || registry, split.repository);
  return [
    {
      index,
      item: located,
      repository,
      tags,
      name,
      templated: templated || isTemplate(repository) || isTemplate(registry),
    },
  ];
};

const referencesOf = (images: readonly ListedImage[]): readonly ProducedReference[] =>
  images.flatMap((image) =>
    image.repository ? image.tags.map((tag) => ({ reference: `${image.name}:${tag}`, image })) : [],
  );

const readList = (located: Located, view: JobView): ImageList => {
  const images =
    located.kind === 'list' ? located.items.flatMap((item, index) => readImage(item, index, view)) : [];
  const templated =
    located.kind !== 'list' ? hasTemplate(plain(located)) : images.some((image) => image.templated);
  const references = referencesOf(images);
  const produced = new Set(references.map(({ reference }) => reference));
  const repositories = new Set(images.filter(({ repository }) => repository).map(({ name }) => name));
  return { located, images, templated, references, produced, repositories };
};

const lists = new WeakMap<JobView, ImageList | 'none'>();

const find = (view: JobView): ImageList | 'none' => {
  const located = variableOf(view, view.family.images);
  return located ? readList(located, view) : 'none';
};

/** The list of a job after anchors and inheritance; nothing if the files read set none. */
export const imageListOf = (view: JobView): ImageList | undefined => {
  const list = lists.get(view) ?? find(view);
  lists.set(view, list);
  return list === 'none' ? undefined : list;
};

/** The registry of an image. */
export const registryOf = ({ name }: ListedImage): string => name.slice(0, name.indexOf('/'));

/** A reference as people write it. */
export const shortReference = (reference: string): string =>
  reference.replace(/^docker\.io\/(library\/)?/, '');
