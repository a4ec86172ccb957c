import { families } from '../../model/families';
import type { ZuulFile } from '../../model/library';
import type { Site } from '../../model/site';
import {
  containerBuildExtraEnv,
  containerCommand,
  containerFilename,
  promoteContainerImageMethod,
  uploadContainerImagePromote,
} from '../variables/container';
import { containerRegistryCredentials } from '../variables/container-credentials';
import { zuulWorkDir } from '../variables/docker';
import { builtContainerImages, containerImages } from '../variables/images';
import { promotionVariables } from '../variables/promotion';
import { jobsOf } from './family';

/** The jobs of the container family. */
export const containerImageJobs = (site: Site): ZuulFile =>
  jobsOf(
    families.container,
    site,
    { how: 'with podman or docker', base: ' with podman or docker', carries: true },
    {
      build: {
        zuul_work_dir: zuulWorkDir,
        container_images: containerImages,
        container_command: containerCommand,
        container_filename: containerFilename,
        container_build_extra_env: containerBuildExtraEnv,
      },
      upload: {
        upload_container_image_promote: uploadContainerImagePromote,
        promote_container_image_method: promoteContainerImageMethod,
      },
      promote: {
        container_images: builtContainerImages,
        promote_container_image_method: promoteContainerImageMethod,
        ...promotionVariables(families.container, site),
      },
      credentials: { container_registry_credentials: containerRegistryCredentials },
    },
  );
