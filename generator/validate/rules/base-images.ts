import { join } from 'node:path';
import { baseImages, type BaseImage } from '../reading/dockerfile';
import { itemsOf, member, plain, textOf } from '../reading/located';
import { readInside } from '../reading/read';
import type { ListedImage } from '../views/image-list';
import { variableOf, type JobView } from '../views/job-view';
import { canonicalName, splitRegistry } from '../words/references';
import { unquote } from '../words/shell-words';
import { hasTemplate, isTemplate } from '../words/show';
import { rootOf } from './promotion';

/** The Dockerfile of an image; where none is named, those for which its engine looks. */
const filesOf = (view: JobView, { item }: ListedImage): readonly string[] => {
  const named = textOf(member(item, view.family.file)) || textOf(variableOf(view, view.family.dockerfile));
  if (named) return [named];
  const path = textOf(member(item, 'path')) || '.';
  return view.family.command
    ? ['Containerfile', 'Dockerfile'].map((name) => join(path, name))
    : ['Dockerfile'];
};

const pathsOf = (view: JobView, image: ListedImage): readonly string[] => {
  const context = textOf(member(image.item, 'context')) ?? '';
  const names = filesOf(view, image);
  const workDir = variableOf(view, 'zuul_work_dir');
  // Another work directory is not this repository, as far as can be told.
  if (workDir && textOf(workDir)?.trim() !== '{{ zuul.project.src_dir }}') return [];
  if (isTemplate(context) || names.some(isTemplate)) return [];
  return names.map((name) => join(rootOf(view), context, name));
};

const canonical = (reference: string): string => {
  const colon = reference.lastIndexOf(':');
  const [name, tag] =
    colon > reference.lastIndexOf('/')
      ? [reference.slice(0, colon), reference.slice(colon + 1)]
      : [reference, 'latest'];
  const { registry, repository } = splitRegistry(name);
  return `${canonicalName(registry, repository)}:${tag}`;
};

const argumentsOf = (image: ListedImage): ReadonlyMap<string, string> =>
  new Map(
    itemsOf(member(image.item, 'build_args')).flatMap((item): [string, string][] => {
      const text = textOf(item);
      if (text === undefined) return [];
      const value = unquote(text);
      const sign = value.indexOf('=');
      return sign < 0 ? [] : [[value.slice(0, sign), value.slice(sign + 1)]];
    }),
  );

/** A base image, and whether it is certain that it is one. */
interface Base extends BaseImage {
  /** The reference as image lists write it: registry, repository and tag, with all that is left out. */
  readonly canonical: string;
  readonly certain: boolean;
}

/** The images that a Dockerfile names for an image: what it starts from and copies from, as far as the files tell. */
export const basesOf = (view: JobView, image: ListedImage): readonly Base[] => {
  const reading = pathsOf(view, image)
    .map((path) => readInside(path, rootOf(view)))
    .find((each) => 'text' in each);
  if (!reading || !('text' in reading)) return [];
  const [target, given] = [member(image.item, 'target'), member(image.item, 'build_args')];
  const stage = textOf(target) ?? '';
  const found = baseImages(reading.text, argumentsOf(image), isTemplate(stage) ? '' : stage);
  return (
    found
      // A digest names one image for good, never the one of the change.
      .filter(({ reference }) => !reference.includes('@'))
      .map((base) => ({
        ...base,
        canonical: canonical(base.reference),
        certain: !isTemplate(stage) && !(base.filledIn && given !== undefined && hasTemplate(plain(given))),
      }))
  );
};
