import type { ZuulFile } from '../../model/library';
import type { Site } from '../../model/site';
import { containerRegistryCredentials } from '../variables/container-credentials';
import { mirrorContainerImagesImages } from '../variables/mirror';
import { deduplicate } from './buildset-registry';

/** The job that copies images of others. */
export const mirrorContainerImagesJobs = (site: Site): ZuulFile => ({
  name: 'mirror-container-images-jobs',
  items: [
    {
      definition: {
        name: `${site.prefix}-mirror-container-images`,
        parent: site['base-job'],
        summary: 'Copy images from one registry to another.',
        details:
          'Run it in a pipeline that is not before review, mostly a periodic one. Images are copied as they are, with all of their platforms.',
        variables: { mirror_container_images_images: mirrorContainerImagesImages },
        userSecrets: { container_registry_credentials: containerRegistryCredentials },
        deduplicate,
        run: ['mirror-container-images/run'],
        nodeset: { nodes: [] },
      },
    },
  ],
});
