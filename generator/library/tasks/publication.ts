import type { Site } from '../../model/site';

/** Whether `image_plan` lets a job publish before review. No variable: a job of an unreviewed change could set it. */
export const publicationBeforeReview = (site: Site) =>
  site['publish-before-review'] ? { before_review: true } : {};

/** The same for a task that is about to publish. */
export const publication = (site: Site) => ({ publishes: true, ...publicationBeforeReview(site) });
