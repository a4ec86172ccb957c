import type { Family } from '../../model/families';
import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import type { Task } from '../../model/task';
import { accountLimits } from './account-limits';
import { explainFailure } from './explain-failure';
import { engineOf, prefixOf, registryOf } from './family-input';
import { knownBuildsetRegistryAddress, recordedImages } from './known-buildset-registry';
import { publication } from './publication';
import { recordedOutput, recordImages } from './record-images';
import { accountOf, registryLogin } from './registry-login';
import { stagedForms } from './staged-forms';
import { loginsOf, targetOf } from './targets';
import { variableOfNodes } from './variable-of-nodes';

/** What an engine has published, in the form in which `registry_copy` records: a promotion in this buildset goes by it. */
const recordOfPushes = (pushes: string, host: string): string => {
  const told = `(${pushes} | selectattr('digest') | list)`;
  const column = (name: string) => `${told} | map(attribute='${name}')`;
  return `{{ {${host}: dict(${column('recorded')} | zip(${column('digest')}))} }}`;
};

/** Pushes from the engine of a node to one registry; `unless` says when not. */
const pushFromEngine = (family: Family, own: string, unless: readonly string[]): readonly Task[] => {
  const { login, host, notes, pushes } = targetOf(family, own);
  const when = unless.length > 0 ? { when: unless[0] as string } : {};
  return [
    explainFailure(
      {
        name: 'Note when the images are staged',
        registry_note: { registry: registryLogin(login, host), staged: `{{ ${notes} }}` },
        delegate_to: 'localhost',
      },
      { when: [...unless, `${notes} | length > 0`] },
    ),
    explainFailure(
      {
        name: 'Push the images from the engine',
        image_push: {
          engine: engineOf(family),
          pushes: `{{ ${pushes} }}`,
          registry: `{{ ${host} }}`,
          ...accountOf(login),
        },
        register: `_${own}_pushed`,
      },
      when,
    ),
    {
      name: 'Record the digests of the pushes',
      zuul_return: { data: { buildset_images: recordOfPushes(`_${own}_pushed.pushes`, host) } },
      ...when,
    },
  ];
};

/** The tasks of a family whose images go to one registry, or to several: then one after another. */
const pushes = (
  family: Family,
  own: string,
): { readonly here: readonly Task[]; readonly files: Role['tasks'] } => {
  const without = `_${own}_registry | length == 0`;
  if (family.registry) return { here: pushFromEngine(family, own, [without]), files: {} };
  return {
    here: [
      {
        name: 'Push the images from the engine to each registry',
        'ansible.builtin.include_tasks': 'push.yaml',
        loop: `{{ _${own}_plan.targets }}`,
        loop_control: { loop_var: 'zj_target', label: '{{ zj_target.host }}' },
        when: without,
      },
    ],
    files: { push: pushFromEngine(family, own, []) },
  };
};

/** The part of a role that uploads what was tested of a family. */
export const uploadImages = (family: Family, site: Site): Pick<Role, 'outputs' | 'vars' | 'tasks'> => {
  const own = prefixOf('upload', family);
  const { here, files } = pushes(family, own);
  return {
    outputs: [recordedOutput],
    vars: { ...knownBuildsetRegistryAddress(own), ...recordedImages(own) },
    tasks: {
      main: [
        {
          name: 'Upload the images',
          'ansible.builtin.include_tasks': 'upload.yaml',
          when: family.method
            ? [
                'zuul_success | default(true) | bool',
                `${family.method} != 'intermediate-registry' or not ${family.promote} | bool`,
              ]
            : 'zuul_success | default(true) | bool',
          run_once: true,
        },
      ],
      upload: [
        explainFailure({
          name: 'Check the images',
          image_plan: {
            family: family.name,
            images: variableOfNodes(family.images, "''"),
            ...registryOf(family),
            zuul: '{{ zuul }}',
            promote: `{{ ${family.promote} }}`,
            ...(family.method ? { method: `{{ ${family.method} }}` } : {}),
            ...accountLimits(family),
            ...publication(site),
            ...stagedForms(site),
            buildset_registry: `{{ _${own}_address }}`,
            recorded: `{{ _${own}_recorded }}`,
          },
          register: `_${own}_plan`,
          delegate_to: 'localhost',
        }),
        explainFailure(
          {
            name: 'Copy the images from the buildset registry',
            registry_copy: {
              ...loginsOf(family, own, [registryLogin(`_${own}_registry`, `_${own}_plan.buildset_address`)]),
              copies: `{{ _${own}_plan.uploads }}`,
              holders: `{{ _${own}_plan.upload_holders }}`,
              expected: `{{ _${own}_plan.expected }}`,
            },
            register: `_${own}_copied`,
            delegate_to: 'localhost',
          },
          { when: `_${own}_registry | length > 0` },
        ),
        { ...recordImages(`_${own}_copied`), when: `_${own}_registry | length > 0` },
        ...here,
      ],
      ...files,
    },
  };
};
