import type { Family } from '../../model/families';
import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import type { Task } from '../../model/task';
import { accountLimits } from './account-limits';
import { explainFailure } from './explain-failure';
import { prefixOf, registryOf } from './family-input';
import { publication } from './publication';
import { registryAddressIfKnown } from './registry-address';
import { registryLogin, tagsLogin } from './registry-login';
import type { Fields } from '../../model/variable';
import { singleValues } from '../variables/promotion';
import { reportWarnings } from './report-warnings';
import { stagedForms } from './staged-forms';
import { loginsOf, targetOf } from './targets';
import { warnInstead } from './warn-instead';

/** Variables under their names, each with its value. */
const asTheyAre = (fields: Fields) =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, `{{ ${name} }}`]));

/** Takes old staged tags from one registry. */
const cleanUp = (family: Family, own: string): readonly Task[] => {
  const { login, host, repositories, keep, staged } = targetOf(family, own);
  return [
    warnInstead(
      {
        name: 'Delete old staged tags',
        registry_cleanup: {
          registry: tagsLogin(login, host),
          repositories: `{{ ${repositories} }}`,
          keep: `{{ ${keep} }}`,
          staged: `{{ ${staged} }}`,
          max_age: `{{ ${own}_max_age }}`,
        },
        register: `_${own}_cleaned`,
        check_mode: `{{ ${own}_cleanup_dry_run | bool or ansible_check_mode }}`,
        when: `${own}_cleanup | bool`,
        no_log: true,
      },
      'old staged tags stay',
      'lost',
    ),
    {
      name: 'Show which old staged tags were deleted',
      comment: 'In a dry run: would be.',
      'ansible.builtin.debug': { msg: `{{ _${own}_cleaned.deleted | default([]) }}` },
      when: `${own}_cleanup | bool`,
    },
  ];
};

/** The tasks of a family whose images are in one registry, or in several. */
const cleanUps = (
  family: Family,
  own: string,
): { readonly here: readonly Task[]; readonly files: Role['tasks'] } =>
  family.registry
    ? {
        here: [
          ...cleanUp(family, own),
          reportWarnings(`_${own}_plan`, `_${own}_promoted`, `_${own}_cleaned`),
        ],
        files: {},
      }
    : {
        here: [
          reportWarnings(`_${own}_plan`, `_${own}_promoted`),
          {
            name: 'Clean up each registry',
            'ansible.builtin.include_tasks': 'clean-up.yaml',
            loop: `{{ _${own}_plan.targets }}`,
            loop_control: { loop_var: 'zj_target', label: '{{ zj_target.host }}' },
          },
        ],
        files: { 'clean-up': [...cleanUp(family, own), reportWarnings(`_${own}_cleaned`)] },
      };

/** What an upload job has kept in the intermediate registry, as artifacts of its build. */
const askZuul = (own: string): Task =>
  explainFailure(
    {
      name: 'Ask Zuul which images the upload job has kept',
      zuul_build: { api: `{{ ${own}_api }}`, query: `{{ ${own}_query }}` },
      register: `_${own}_build`,
    },
    { when: `${own}_method == 'intermediate-registry'` },
  );

/** Stages what comes from the intermediate registry, so that it is promoted as all others are. */
const stageCarried = (family: Family, own: string): Task =>
  explainFailure(
    {
      name: 'Stage the images from the intermediate registry',
      registry_copy: {
        ...loginsOf(family, own, [
          registryLogin('intermediate_registry', `_${own}_plan.intermediate_address`),
        ]),
        copies: `{{ _${own}_plan.carried }}`,
      },
    },
    { when: `_${own}_plan.carried | length > 0` },
  );

/** The part of a role that gives uploaded images of a family their final tags. */
export const promoteImages = (family: Family, site: Site): Pick<Role, 'tasks'> => {
  const own = prefixOf('promote', family);
  const { here, files } = cleanUps(family, own);
  return {
    tasks: {
      main: [
        ...(family.method ? [askZuul(own)] : []),
        explainFailure({
          name: 'Check the images',
          image_plan: {
            family: family.name,
            images: `{{ ${family.images} | default('') }}`,
            builds: false,
            ...registryOf(family),
            zuul: `{{ zuul | combine({'pipeline': ${own}_pipeline}) }}`,
            ...(family.method ? { method: `{{ ${family.method} }}` } : {}),
            ...accountLimits(family),
            ...publication(site),
            ...stagedForms(site),
            others: asTheyAre(singleValues(family, site)),
            extra_tags: `{{ ${family.extra} }}`,
            ...(family.method
              ? {
                  carried: `{{ _${own}_build.artifacts | default(omit) }}`,
                  intermediate_registry: registryAddressIfKnown('intermediate_registry'),
                }
              : {}),
            recorded: '{{ [buildset_images | default({})] }}',
          },
          register: `_${own}_plan`,
        }),
        ...(family.method ? [stageCarried(family, own)] : []),
        explainFailure({
          name: 'Promote the staged tags',
          registry_promote: {
            ...loginsOf(family, own, [], tagsLogin),
            promotions: `{{ _${own}_plan.promotions }}`,
            change: "{{ zuul.change | default('') }}",
            change_url: "{{ zuul.change_url | default('', true) }}",
            allow_older: `{{ ${own}_allow_older }}`,
            ...(family.name === 'docker' ? {} : { allow_older_by: `${own}_allow_older` }),
          },
          register: `_${own}_promoted`,
        }),
        {
          name: 'Show what was promoted',
          'ansible.builtin.debug': { msg: `{{ _${own}_promoted.promotions }}` },
        },
        ...here,
      ],
      ...files,
    },
  };
};
