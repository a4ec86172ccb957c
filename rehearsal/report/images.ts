import type { Artifact, Build } from '../drive/buildsets';
import type { Outcome } from '../drive/steps';
import { http } from '../stage/http';
import type { Namespaces } from '../stage/namespaces';
import { passwords, registryUser } from '../stage/passwords';

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
export function builtImages(outcomes: readonly Outcome[]): readonly BuiltImage[] {
  return outcomes.flatMap((outcome) =>
    outcome.buildset.builds.flatMap((build) =>
      build.artifacts
        .filter((artifact) => artifact.metadata?.['type'] === 'container_image')
        .map((artifact) => ({
          outcome,
          artifact,
          build,
          repository: artifact.metadata?.['repository'] ?? '',
          tag: artifact.metadata?.['tag'] ?? '',
          digest: artifact.metadata?.['digest'],
        })),
    ),
  );
}

/** Whether an outcome has given images their final tags: by promotion, or by an upload after the merge. */
export const publishes = ({ pipeline, buildset }: Outcome): boolean =>
  !['check', 'gate'].includes(pipeline) && buildset.result === 'SUCCESS';

/** The tag that an image of an outcome has until it is promoted. */
export const stagedTag = ({ item, pipeline }: Outcome, tag: string): string =>
  `${item.change === undefined ? pipeline : `change_${item.change}`}_${tag}`;

const manifestTypes = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
];

/** Digest of what an artifact's address leads to in the intermediate registry. */
export async function digestAtIntermediate(
  namespaces: Namespaces,
  artifact: Artifact,
): Promise<string | undefined> {
  const place = /^docker:\/\/([^/]+)\/(.+):([^:]+)$/.exec(artifact.url);
  if (place === null) return undefined;
  const [, host, repository, tag] = place;
  const answer = await http(namespaces, {
    method: 'HEAD',
    url: `https://${host}/v2/${repository}/manifests/${tag}`,
    user: { name: registryUser, password: passwords(namespaces.state).intermediateRegistry },
    headers: { Accept: manifestTypes.join(', ') },
  });
  return answer.headers['docker-content-digest'];
}
