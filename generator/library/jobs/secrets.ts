import type { ZuulFile } from '../../model/library';
import type { Site } from '../../model/site';

/** The secret of the intermediate registry, made from `site.yaml`. */
export const secrets = (site: Site): ZuulFile => ({
  name: 'secrets',
  comment: 'The values come from site.yaml: put your registry and its encrypted password there.',
  items: [
    { secret: { name: site['intermediate-registry'].secret, data: site['intermediate-registry'].data } },
  ],
});
