import type { Artifact } from '../drive/buildsets';
import type { Outcome } from '../drive/steps';
import { http } from '../stage/http';
import type { Namespaces } from '../stage/namespaces';
import { passwords, registryUser } from '../stage/passwords';

/** An image that a build has made. */
export interface BuiltImage {
  readonly outcome: Outcome;
  readonly job: string;
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
          job: build.job_name,
          repository: artifact.metadata?.['repository'] ?? '',
          tag: artifact.metadata?.['tag'] ?? '',
          digest: artifact.metadata?.['digest'],
        })),
    ),
  );
}

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
