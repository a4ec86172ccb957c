import type { ZuulFile } from '../../model/library';
import type { Site } from '../../model/site';
import {
  dockerDockerfile,
  dockerRegistry,
  dockerUseBuildkit,
  uploadDockerImagePromote,
  zuulWorkDir,
} from '../variables/docker';
import { dockerCredentials } from '../variables/docker-credentials';
import { builtDockerImages, dockerImages } from '../variables/images';
import { deduplicate, intermediateRegistrySecret } from './buildset-registry';
import { familyProse, ownRegistryProse } from './prose';

/** The jobs of the docker family. */
export const dockerImageJobs = (site: Site): ZuulFile => {
  const name = (job: string) => `${site.prefix}-${job}`;
  const family = familyProse(
    {
      build: name('build-docker-image'),
      upload: name('upload-docker-image'),
      promote: name('promote-docker-image'),
    },
    site.pipelines,
  );
  const build = {
    zuul_work_dir: zuulWorkDir,
    docker_images: dockerImages,
    docker_registry: dockerRegistry,
    docker_dockerfile: dockerDockerfile,
    docker_use_buildkit: dockerUseBuildkit,
  };
  return {
    name: 'docker-image-jobs',
    items: [
      {
        definition: {
          name: name('build-docker-image-base'),
          parent: name('buildset-registry'),
          summary: 'Parent of jobs that build images.',
          details:
            'It fills the buildset registry with the images of the changes ahead. It is a job of its own so that the secret of the ' +
            'intermediate registry stays with playbooks that children cannot replace.',
          'pre-run': ['docker-image/pre'],
          secrets: intermediateRegistrySecret(site),
        },
      },
      {
        definition: {
          name: name('build-docker-image'),
          parent: name('build-docker-image-base'),
          summary: 'Build one or more images with docker.',
          details: `${ownRegistryProse}\n\n${family}`,
          variables: build,
          run: ['docker-image/run'],
        },
      },
      {
        definition: {
          name: name('upload-docker-image'),
          parent: name('build-docker-image'),
          summary: 'Build one or more images with docker, and upload them.',
          details: `${ownRegistryProse}\n\n${family}`,
          variables: { ...build, upload_docker_image_promote: uploadDockerImagePromote },
          userSecrets: { docker_credentials: dockerCredentials },
          'post-run': ['docker-image/upload'],
        },
      },
      {
        definition: {
          name: name('promote-docker-image'),
          parent: site['base-job'],
          summary: 'Give uploaded images their final tags.',
          details: family,
          variables: { docker_images: builtDockerImages, docker_registry: dockerRegistry },
          userSecrets: { docker_credentials: dockerCredentials },
          deduplicate,
          run: ['docker-image/promote'],
          nodeset: { nodes: [] },
        },
      },
    ],
  };
};
