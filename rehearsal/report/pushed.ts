import { titleOf } from '../drive/items';
import { readEngineRecord } from '../stage/engine-record';
import type { Storage } from '../stage/registries';
import type { Evidence } from './evidence';
import type { BuiltImage } from './images';
import { nodesOf, pushesOf, timesOf, type Push } from './record';
import { storedImage } from './stored-image';

/** The beginning of a digest, for messages. */
export const short = (digest: string | undefined): string =>
  digest?.replace(/^(sha256:.{12}).*/, '$1') ?? 'nothing';

/** An image in a message. */
export const nameOf = ({ outcome, repository, tag, build }: BuiltImage): string =>
  `${repository}:${tag} of ${titleOf(outcome.item)} (${build.job_name} in ${outcome.pipeline})`;

/** What the engines of a build's nodes have done while it ran. */
export const ownEvents = <T extends { readonly at: number }>(
  { stage }: Evidence,
  { build }: Pick<BuiltImage, 'build'>,
  read: (events: ReturnType<typeof readEngineRecord>) => readonly T[],
): readonly T[] => {
  const { state } = stage.namespaces;
  const addresses = nodesOf(state, build);
  const { start, end } = timesOf(build);
  return stage.nodes
    .filter(({ address }) => addresses.includes(address))
    .flatMap((node) => read(readEngineRecord(state, node)))
    .filter(({ at }) => at >= start && at <= end);
};

/** What the build pushed under the name of an image, last. */
export const pushOf = (evidence: Evidence, image: BuiltImage): Push | undefined =>
  ownEvents(evidence, image, pushesOf)
    .filter(({ repository, tag }) => repository === image.repository && tag === image.tag)
    .at(-1);

/** What is wrong with an image in a registry, beside what the engine has pushed. */
export const difference = (
  { stage }: Evidence,
  image: BuiltImage,
  push: Push | undefined,
  storage: Storage,
  digest: string | undefined,
): readonly string[] => {
  const found = digest === undefined ? undefined : storedImage(stage.namespaces.state, storage, digest);
  if (push?.image === undefined) return [`${nameOf(image)}: no engine of the build's nodes has pushed it`];
  if (found === undefined) return [`${nameOf(image)}: ${storage} has ${short(digest)}, which is not there`];
  if (found.ids.has(push.image)) return [];
  const change = found.labels['org.zuul-ci.change'];
  const whose = change === undefined ? '' : `, built of change ${change}`;
  return [
    `${nameOf(image)}: the build pushed image ${short(push.image)}, but ${storage} has another one (${short(digest)}${whose})`,
  ];
};
