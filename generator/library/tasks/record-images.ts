import type { ModuleTask } from '../../model/task';

/** Tells Zuul which digests `registry_copy` has met, so that later tasks and the jobs that depend on this one go by them. */
export const recordImages = (registered: string): ModuleTask => ({
  name: 'Record the digests',
  zuul_return: { data: { buildset_images: `{{ ${registered}.recorded }}` } },
});

/** What the role says of it. */
export const recordedOutput = {
  name: 'buildset_images',
  kind: 'zuul_return data',
  description:
    'The digest of each image by ``host:port`` of the buildset registry and by ``repository:tag``. Later steps of the job, and the jobs ' +
    'that depend on it, compare with it.',
} as const;
