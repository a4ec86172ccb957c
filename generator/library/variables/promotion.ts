import type { Family } from '../../model/families';
import type { Site } from '../../model/site';
import { bool, int, list, str, type Fields } from '../../model/variable';
import { prefixOf } from '../tasks/family-input';

/** Tags beside those of the images, at the promotion alone. */
const extraTags = list({
  items: str({ description: 'A tag.', format: 'image-tag', numbers: 'as text' }),
  default: [],
  description:
    "Further tags that every image gets when it is promoted, mostly by templates: of ``zuul.commit_id`` for the commit, of Ansible's ``now`` for " +
    'the day, of ``zuul.branch`` for the branch. ' +
    'They are not staged: they stand for the image of the first one of ``tags``. Of two images in one repository only one can have them, so that is refused.',
});

/** Variables of a promotion that hold a single value. */
export const singleValues = (family: Family, site: Site): Fields => ({
  ...common(family),
  ...(family.method ? carried(family, site) : {}),
});

/** All variables of a promotion beside the images and the accounts. */
export const promotionVariables = (family: Family, site: Site): Fields => ({
  [family.extra]: extraTags,
  ...singleValues(family, site),
});

/** What families have in common, but for the first words. */
const common = (family: Family): Fields => {
  const own = prefixOf('promote', family);
  return {
    [`${own}_pipeline`]: str({
      default: "{{ zuul.pipeline | default('') }}",
      description:
        'The pipeline in which the images were staged: its name is in the staged tags of items that are not changes. ' +
        'Upload and promotion of such an item mostly run in one pipeline, so it is that of the promotion.',
    }),
    [`${own}_allow_older`]: bool({
      default: false,
      description: 'Whether the images are promoted even where the final tag is of a newer change.',
    }),
    [`${own}_cleanup`]: bool({
      default: true,
      description: 'Whether old staged tags are deleted.',
    }),
    [`${own}_cleanup_dry_run`]: bool({
      default: false,
      description: 'Whether the clean-up only shows which old staged tags it would delete.',
    }),
    [`${own}_max_age`]: int({
      default: 604800,
      minimum: 0,
      description:
        'The age in seconds, since the upload, at which a staged tag counts as left over. It has to be more than the longest time ' +
        'between the upload of a change and its promotion: of a change that still waits nothing but its age is known. 0 is for a dry run alone.',
    }),
  };
};

/** Variables of a family whose images may come from the intermediate registry. */
const carried = (family: Family, site: Site): Fields => {
  const own = prefixOf('promote', family);
  const [gate] = site.pipelines.gate;
  return {
    [`${own}_api`]: str({
      default: '',
      description:
        "Address of the tenant in Zuul's web interface, such as ``https://zuul.example.org/api/tenant/acme``. Needed for the method " +
        '``intermediate-registry``.',
    }),
    [`${own}_job`]: str({
      default: '',
      description: 'The upload job whose images are promoted. Needed for the same.',
    }),
    [`${own}_query`]: str({
      default:
        `{{ 'change=' ~ (zuul.change | default('')) ~ '&patchset=' ~ (zuul.patchset | default('')) ~ '&pipeline=' ~ ` +
        `((${own}_pipeline if ${own}_pipeline != zuul.pipeline | default('') else '${gate ?? ''}') | string | urlencode) ~ ` +
        `'&job_name=' ~ (${own}_job | string | urlencode) }}`,
      description: 'How its build is looked for.',
    }),
  };
};
