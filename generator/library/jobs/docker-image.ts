import { families } from '../../model/families';
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
import { promotionVariables } from '../variables/promotion';
import { jobsOf } from './family';

/** The jobs of the docker family. */
export const dockerImageJobs = (site: Site): ZuulFile =>
  jobsOf(
    families.docker,
    site,
    { how: 'with docker' },
    {
      build: {
        zuul_work_dir: zuulWorkDir,
        docker_images: dockerImages,
        docker_registry: dockerRegistry,
        docker_dockerfile: dockerDockerfile,
        docker_use_buildkit: dockerUseBuildkit,
      },
      upload: { upload_docker_image_promote: uploadDockerImagePromote },
      promote: {
        docker_images: builtDockerImages,
        docker_registry: dockerRegistry,
        ...promotionVariables(families.docker, site),
      },
      credentials: { docker_credentials: dockerCredentials },
    },
  );
