/** Name under which Zuul knows this library. */
export const libraryProject = 'image-gate';

/** Project with pipelines, base job and nodes. */
export const siteProject = 'site-config';
