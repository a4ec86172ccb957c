import type { Artifact, Build } from '../drive/buildsets';
import type { Outcome } from '../watch/run-steps';
import { storedTags } from '../stage/registries';

/** An image that a build has made. */
export interface BuiltImage {
  readonly outcome: Outcome;
  readonly build: Build;
  readonly artifact: Artifact;
  readonly repository: string;
  readonly tag: string;
  /** Digest that the build tells. */
  readonly digest: string | undefined;
}

/** The images that the builds of some outcomes have returned. */
export const builtImages = (outcomes: readonly Outcome[]): readonly BuiltImage[] =>
  outcomes.flatMap((outcome) =>
    outcome.buildset.builds.flatMap((build) =>
      build.artifacts
        .filter((artifact) => artifact.metadata?.['type'] === 'container_image')
        .map((artifact) => ({
          outcome,
          artifact,
          build,
          // jobs of the container family name Docker Hub, too
          repository: (artifact.metadata?.['repository'] ?? '').replace(/^docker\.io\//, ''),
          tag: artifact.metadata?.['tag'] ?? '',
          digest: artifact.metadata?.['digest'],
        })),
    ),
  );

/** Whether an outcome has given images their final tags: by promotion, or by an upload after the merge. */
export const publishes = ({ pipeline, buildset }: Outcome): boolean =>
  !['check', 'gate'].includes(pipeline) && buildset.result === 'SUCCESS';

/** The tag that an image of an outcome has until it is promoted. */
export const stagedTag = ({ item, pipeline }: Outcome, tag: string): string =>
  `${item.change === undefined ? pipeline : `change_${item.change}`}_${tag}`;

/** Digest of what an artifact's address leads to in the intermediate registry. */
export const digestAtIntermediate = (state: string, artifact: Artifact): string | undefined => {
  const reference = /^docker:\/\/[^/]+\/(.+:[^:]+)$/.exec(artifact.url)?.[1];
  return reference === undefined ? undefined : storedTags(state, 'intermediate')[reference];
};
