import type { Family } from '../../model/families';
import type { ZuulFile } from '../../model/library';
import type { Site } from '../../model/site';
import type { Fields } from '../../model/variable';
import { deduplicate, intermediateRegistrySecret } from './buildset-registry';
import { familyProse, ownRegistryProse } from './prose';

/** What the jobs of a family take, by what they do; an upload takes all that a build does. */
interface FamilyVariables {
  readonly build: Fields;
  readonly upload: Fields;
  readonly promote: Fields;
  readonly credentials: Fields;
}

/** What is said of a family. */
interface FamilyWords {
  /** Completes "Build one or more images ...". */
  readonly how: string;
  readonly base?: string;
  /** Whether a promotion may need the intermediate registry. */
  readonly carries?: true;
}

/** The jobs of a family. */
export const jobsOf = (
  { name: family, playbooks }: Family,
  site: Site,
  { how, base = '', carries }: FamilyWords,
  variables: FamilyVariables,
): ZuulFile => {
  const name = (job: string) => `${site.prefix}-${job}`;
  const prose = familyProse(
    {
      build: name(`build-${family}-image`),
      upload: name(`upload-${family}-image`),
      promote: name(`promote-${family}-image`),
    },
    site.pipelines,
  );
  return {
    name: `${family}-image-jobs`,
    items: [
      {
        definition: {
          name: name(`build-${family}-image-base`),
          parent: name('buildset-registry'),
          summary: `Parent of jobs that build images${base}.`,
          details:
            'It fills the buildset registry with the images of the changes ahead. It is a job of its own so that the secret of the ' +
            'intermediate registry stays with playbooks that children cannot replace.',
          'pre-run': [`${playbooks}/pre`],
          secrets: intermediateRegistrySecret(site),
        },
      },
      {
        definition: {
          name: name(`build-${family}-image`),
          parent: name(`build-${family}-image-base`),
          summary: `Build one or more images ${how}.`,
          details: `${ownRegistryProse}\n\n${prose}`,
          variables: variables.build,
          run: [`${playbooks}/run`],
        },
      },
      {
        definition: {
          name: name(`upload-${family}-image`),
          parent: name(`build-${family}-image`),
          summary: `Build one or more images ${how}, and upload them.`,
          details: `${ownRegistryProse}\n\n${prose}`,
          variables: { ...variables.build, ...variables.upload },
          userSecrets: variables.credentials,
          'post-run': [`${playbooks}/upload`],
        },
      },
      {
        definition: {
          name: name(`promote-${family}-image`),
          parent: site['base-job'],
          summary: 'Give uploaded images their final tags.',
          details: prose,
          variables: variables.promote,
          userSecrets: variables.credentials,
          ...(carries ? { secrets: intermediateRegistrySecret(site) } : {}),
          deduplicate,
          run: [`${playbooks}/promote`],
          nodeset: { nodes: [] },
        },
      },
    ],
  };
};
