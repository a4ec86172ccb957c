import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { baseImages, type BaseImage } from '../dockerfile';
import { imageListOf, shortReference, type ListedImage } from '../image-list';
import { artifactNames, dependenciesOf, variableOf, type JobView } from '../job-view';
import { itemsOf, member, textOf } from '../located';
import { canonicalName, splitRegistry } from '../references';
import { projectOf, type Rule } from '../rule';
import { unquote } from '../shell-words';
import { isTemplate } from '../show';
import { producedBy, sameProject } from './promotion';

const pathOf = (view: JobView, image: ListedImage): string | undefined => {
  const context = textOf(member(image.item, 'context')) ?? '';
  const name =
    textOf(member(image.item, 'dockerfile')) || textOf(variableOf(view, 'docker_dockerfile')) || 'Dockerfile';
  const workDir = variableOf(view, 'zuul_work_dir');
  // Another work directory is not this repository, as far as can be told.
  if (workDir && textOf(workDir)?.trim() !== '{{ zuul.project.src_dir }}') return undefined;
  if (isTemplate(context) || isTemplate(name)) return undefined;
  return join(view.use?.project.source.root ?? view.place.source.root, context, name);
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

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

const basesOf = (view: JobView, image: ListedImage): readonly BaseImage[] => {
  const path = pathOf(view, image);
  if (path === undefined || !isFile(path)) return [];
  return baseImages(
    readFileSync(path, 'utf8'),
    argumentsOf(image),
    textOf(member(image.item, 'target')) ?? '',
  );
};

/** A reference as image lists write it: registry, repository and tag, with all that is left out. */
const canonical = (reference: string): string => {
  const bare = reference.split('@')[0] ?? '';
  const colon = bare.lastIndexOf(':');
  const [name, tag] =
    colon > bare.lastIndexOf('/') ? [bare.slice(0, colon), bare.slice(colon + 1)] : [bare, 'latest'];
  const { registry, repository } = splitRegistry(name);
  return `${canonicalName(registry, repository)}:${tag}`;
};

const waitsFor = (
  view: JobView,
  producer: string,
  views: readonly JobView[],
  seen: ReadonlySet<string>,
): boolean =>
  dependenciesOf(view).some(
    (name) =>
      name === producer ||
      (!seen.has(name) &&
        views.some(
          (each) =>
            each.name === name &&
            each.use?.pipeline === view.use?.pipeline &&
            sameProject(each, view) &&
            waitsFor(each, producer, views, new Set([...seen, name])),
        )),
  );

/** An image that is built from another one has to wait for it and to get it, or it is built from the published one. */
export const baseImageWithoutRequires: Rule = {
  code: 'base-image-without-requires',
  summary: 'An image is built from another image of these projects, but its job does not ask for that one.',
  check: ({ views }) => {
    const builders = views.filter(({ kind }) => kind === 'build' || kind === 'upload');
    const producers = new Map<string, JobView[]>();
    for (const view of builders)
      for (const reference of producedBy(view))
        producers.set(reference, [...(producers.get(reference) ?? []), view]);
    return builders.flatMap((view) => {
      const own = producedBy(view);
      const required = new Set(artifactNames(view, 'requires'));
      return (imageListOf(view)?.images ?? []).flatMap((image) =>
        basesOf(view, image).flatMap(({ reference, line }) => {
          const base = canonical(reference);
          const makers = (producers.get(base) ?? []).filter(({ name }) => name !== view.name);
          const [first] = makers;
          if (own.has(base) || !first) return [];
          const met = makers.some(
            (maker) =>
              artifactNames(maker, 'provides').some((name) => required.has(name)) ||
              (sameProject(maker, view) && waitsFor(view, maker.name, views, new Set([view.name]))),
          );
          if (met) return [];
          const beside = makers.find(
            ({ use }) =>
              use && view.use && projectOf(use) === projectOf(view.use) && use.pipeline === view.use.pipeline,
          );
          const provided = makers.flatMap((maker) => artifactNames(maker, 'provides'))[0];
          return [
            {
              severity: view.use ? ('error' as const) : ('warning' as const),
              place: view.place,
              message: `docker_images[${image.index}] of "${view.name}" is built FROM ${shortReference(base)} (line ${line} of its Dockerfile), which "${(beside ?? first).name}" makes, but the job does not ask for it`,
              hint: beside
                ? `Add to it: dependencies: [${beside.name}].`
                : provided
                  ? `Add to it: requires: ${provided}.`
                  : `Give "${first.name}" a name under provides, and this job the same under requires.`,
            },
          ];
        }),
      );
    });
  },
};
