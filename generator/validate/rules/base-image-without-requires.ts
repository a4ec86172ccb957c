import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mayRunTogether } from '../branches';
import { baseImages, type BaseImage } from '../dockerfile';
import { indexed } from '../grouped';
import { imageListOf, shortReference, type ListedImage } from '../image-list';
import { artifactNames, dependenciesOf, variableOf, type JobView } from '../job-view';
import { itemsOf, member, plain, textOf } from '../located';
import { canonicalName, splitRegistry } from '../references';
import { buildsets, type Context, type Rule } from '../rule';
import { unquote } from '../shell-words';
import { hasTemplate, isTemplate } from '../show';
import { byReference, producedBy, rootOf, sameProject } from './promotion';

const pathOf = (view: JobView, image: ListedImage): string | undefined => {
  const context = textOf(member(image.item, 'context')) ?? '';
  const name =
    textOf(member(image.item, 'dockerfile')) || textOf(variableOf(view, 'docker_dockerfile')) || 'Dockerfile';
  const workDir = variableOf(view, 'zuul_work_dir');
  // Another work directory is not this repository, as far as can be told.
  if (workDir && textOf(workDir)?.trim() !== '{{ zuul.project.src_dir }}') return undefined;
  if (isTemplate(context) || isTemplate(name)) return undefined;
  return join(rootOf(view), context, name);
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

/** A base image, and whether it is certain that it is one. */
interface Base extends BaseImage {
  readonly certain: boolean;
}

const basesOf = (view: JobView, image: ListedImage): readonly Base[] => {
  const path = pathOf(view, image);
  if (path === undefined || !isFile(path)) return [];
  const [target, given] = [member(image.item, 'target'), member(image.item, 'build_args')];
  const stage = textOf(target) ?? '';
  const found = baseImages(readFileSync(path, 'utf8'), argumentsOf(image), isTemplate(stage) ? '' : stage);
  return (
    found
      // A digest names one image for good, never the one of the change.
      .filter(({ reference }) => !reference.includes('@'))
      .map((base) => ({
        ...base,
        certain: !isTemplate(stage) && !(base.filledIn && given !== undefined && hasTemplate(plain(given))),
      }))
  );
};

/** A reference as image lists write it: registry, repository and tag, with all that is left out. */
const canonical = (reference: string): string => {
  const colon = reference.lastIndexOf(':');
  const [name, tag] =
    colon > reference.lastIndexOf('/')
      ? [reference.slice(0, colon), reference.slice(colon + 1)]
      : [reference, 'latest'];
  const { registry, repository } = splitRegistry(name);
  return `${canonicalName(registry, repository)}:${tag}`;
};

/** Tells of a job's name which jobs of a group wait for it, also by way of others. */
const waitingIn = (group: readonly JobView[]): ((name: string) => ReadonlySet<JobView>) => {
  const waiting = indexed(group, dependenciesOf);
  const known = new Map<string, ReadonlySet<JobView>>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    // A set also hands out what is added while it is walked through.
    const found = new Set(waiting.get(name));
    for (const view of found) for (const each of waiting.get(view.name) ?? []) found.add(each);
    known.set(name, found);
    return found;
  };
};

/** Whether a pipeline is for changes: other ones take no images of changes ahead. */
const isForChanges = ({ configuration }: Context, pipeline: string): boolean => {
  const stanza = configuration.pipelines.get(pipeline);
  return stanza ? member(member(stanza, 'trigger'), 'timer') === undefined : !pipeline.startsWith('periodic');
};

const wayOut = (makers: readonly JobView[], beside: JobView | undefined): string => {
  if (beside) return `Add to it: dependencies: [${beside.name}].`;
  const provided = makers.flatMap((maker) => artifactNames(maker, 'provides'))[0];
  return provided
    ? `Add to it: requires: ${provided}.`
    : `Give "${makers[0]?.name ?? ''}" a name under provides, and this job the same under requires.`;
};

/** An image that is built from another one has to wait for it and to get it, or it is built from the published one. */
export const baseImageWithoutRequires: Rule = {
  code: 'base-image-without-requires',
  summary: 'An image is built from another image of these projects, but its job does not ask for that one.',
  check: (context) => {
    const isBuilder = ({ kind }: JobView) => kind === 'build' || kind === 'upload';
    const producers = byReference(context.views.filter(isBuilder));
    return buildsets(context).flatMap((group) => {
      const waitingFor = waitingIn(group);
      return group.filter(isBuilder).flatMap((view) => {
        const own = producedBy(view);
        const required = new Set(artifactNames(view, 'requires'));
        const asksFor = (maker: JobView) =>
          artifactNames(maker, 'provides').some((name) => required.has(name)) ||
          (sameProject(maker, view) && waitingFor(maker.name).has(view));
        return (imageListOf(view)?.images ?? []).flatMap((image) =>
          basesOf(view, image).flatMap(({ reference, line, certain }) => {
            const base = canonical(reference);
            const makers = (producers.get(base) ?? []).filter(
              (maker) => maker.name !== view.name && mayRunTogether(maker, view),
            );
            const [first] = makers;
            if (own.has(base) || !first || makers.some(asksFor)) return [];
            const beside = makers.find((maker) => group.includes(maker));
            const proven = certain && view.use !== undefined && isForChanges(context, view.use.pipeline);
            return [
              {
                severity: proven ? ('error' as const) : ('warning' as const),
                place: view.place,
                message: `docker_images[${image.index}] of "${view.name}" is built FROM ${shortReference(base)} (line ${line} of its Dockerfile), which "${(beside ?? first).name}" makes, but the job does not ask for it`,
                hint: wayOut(makers, beside && view.use ? beside : undefined),
              },
            ];
          }),
        );
      });
    });
  },
};
