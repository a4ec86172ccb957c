import type { ZuulFile } from '../../model/library';
import type { Site } from '../../model/site';

/** The secret with the intermediate registry, as the jobs of the site give it to their own playbooks. */
export const intermediateRegistrySecret = (site: Site) =>
  [{ name: 'intermediate_registry', secret: site['intermediate-registry'].secret }] as const;

/** What takes every trace of a buildset registry from the nodes, whatever becomes of the build. */
const cleanNodes = { name: 'buildset-registry/clean', cleanup: true } as const;

/**
 * Changes of a dependency cycle are tested as one, but each is staged and promoted by its own number, and may be of another
 * branch: run once for all, a job would stage the images of one of them only, and jobs of different changes would share a registry.
 */
export const deduplicate = false;

/** The jobs that start and use a buildset registry, whatever builds the images. */
export const buildsetRegistryJobs = (site: Site): ZuulFile => ({
  name: 'buildset-registry-jobs',
  items: [
    {
      definition: {
        name: `${site.prefix}-buildset-registry`,
        parent: site['base-job'],
        summary: 'Start a registry for the images of one change.',
        details:
          'The registry is filled with the images of the changes ahead that the job requires (``requires``). The job then pauses, ' +
          'so that the registry is there for the jobs that depend on it, and ends once they are done.\n\n' +
          'Let every job that builds or uses images depend on it (``dependencies``).',
        deduplicate,
        'pre-run': ['buildset-registry/pre'],
        run: ['buildset-registry/run'],
        'post-run': ['buildset-registry/post', cleanNodes],
        secrets: intermediateRegistrySecret(site),
        ...(site['docker-mirror-base-url']
          ? { vars: { docker_mirror_base_url: site['docker-mirror-base-url'] } }
          : {}),
      },
    },
    {
      definition: {
        name: `${site.prefix}-buildset-registry-consumer`,
        parent: site['base-job'],
        summary: 'Parent of jobs that use images and expect a buildset registry to be running.',
        details:
          'The job fills the buildset registry with the images of the changes ahead that it requires (``requires``). Give it a run ' +
          'playbook, let it depend on a registry job or a build job, and call the role ``use-buildset-registry`` on the nodes in a ' +
          'pre-run playbook; afterwards the nodes are left as they were.',
        deduplicate,
        'pre-run': ['docker-image/pre'],
        'post-run': [cleanNodes],
        secrets: intermediateRegistrySecret(site),
      },
    },
  ],
});
