import { families, type Family } from '../../model/families';
import type { Role } from '../../model/role';
import type { Task } from '../../model/task';
import { explainFailure } from '../tasks/explain-failure';
import { knownBuildsetRegistryAddress, recordedImages } from '../tasks/known-buildset-registry';
import { recordedOutput, recordImages } from '../tasks/record-images';
import { registryLogin } from '../tasks/registry-login';
import { variableOfNodes } from '../tasks/variable-of-nodes';
import { registryOf } from '../tasks/family-input';
import { dockerRegistry } from '../variables/docker';
import { containerImages, dockerImages } from '../variables/images';
import { buildsetImages, buildsetRegistry, intermediateRegistry } from '../variables/registries';

const own = 'push_to_intermediate_registry';

const listOf = ({ images }: Family) => `_${own}_${images}`;

/** The list may be there for another family: then nothing of it was built here. */
const planOf = (family: Family): readonly Task[] => [
  {
    name: 'Check the images',
    image_plan: {
      family: family.name,
      images: `{{ ${listOf(family)} }}`,
      ...registryOf(family),
      zuul: '{{ zuul }}',
      library: '{{ playbook_dir | dirname }}',
      buildset_registry: `{{ _${own}_address }}`,
      intermediate_registry: "{{ {'host': intermediate_registry.host, 'port': intermediate_registry.port} }}",
      recorded: `{{ _${own}_recorded }}`,
    },
    register: `_${own}_plan`,
  },
  {
    name: 'Copy what was built',
    'ansible.builtin.include_tasks': 'copy.yaml',
    when: `_${own}_plan.images | length > 0`,
  },
];

/** Keeps the images of a job for the changes behind. */
export const pushToIntermediateRegistry: Role = {
  name: 'push-to-intermediate-registry',
  summary: 'Keep the images of the job for the changes that depend on it.',
  description:
    'Runs on localhost in a post-run playbook that has the secret. The images are copied byte for byte from the buildset registry ' +
    'as ``<repository>:<build>_<tag>``, and returned to Zuul as artifacts. The role goes by the digests that the build has recorded, or that were published before; if a tag in the ' +
    'buildset registry stands for another image by now, the job fails. It does nothing if the job failed or builds no images.',
  differences: [
    '``metadata.digest`` of the artifacts is new.',
    'Images of a registry other than Docker Hub keep its name in the path.',
  ],
  dependencies: ['image-gate'],
  variables: {
    intermediate_registry: intermediateRegistry,
    buildset_registry: buildsetRegistry,
    buildset_images: buildsetImages,
    docker_images: dockerImages,
    docker_registry: dockerRegistry,
    container_images: containerImages,
  },
  outputs: [
    recordedOutput,
    {
      name: 'zuul.artifacts',
      kind: 'artifact',
      description:
        'For each image and tag ``name`` (``repository:tag``), ``url`` (``docker://host:port/repository:build_tag``) and ' +
        '``metadata`` with ``type`` (``container_image``), ``repository``, ``tag`` and ``digest``.',
    },
  ],
  vars: {
    ...knownBuildsetRegistryAddress(own),
    ...recordedImages(own),
    ...Object.fromEntries(
      Object.values(families).map((family) => [listOf(family), variableOfNodes(family.images, '[]')]),
    ),
  },
  tasks: {
    main: Object.values(families).map((family): Task => ({
      name: `Keep ${family.images}`,
      'ansible.builtin.include_tasks': `${family.name}.yaml`,
      when: [`${listOf(family)} | length > 0`, 'zuul_success | default(true) | bool'],
    })),
    ...Object.fromEntries(Object.values(families).map((family) => [family.name, planOf(family)])),
    copy: [
      explainFailure({
        name: 'Copy the images',
        registry_copy: {
          registries: [
            registryLogin(`_${own}_registry`, `_${own}_plan.buildset_address`),
            registryLogin('intermediate_registry', `_${own}_plan.intermediate_address`),
          ],
          copies: `{{ _${own}_plan.intermediate }}`,
          expected: `{{ _${own}_plan.expected }}`,
          holders: `{{ _${own}_plan.intermediate_holders }}`,
        },
        register: `_${own}_copied`,
      }),
      recordImages(`_${own}_copied`),
      {
        name: 'Return the artifacts',
        zuul_return: { data: { zuul: { artifacts: `{{ _${own}_copied.artifacts }}` } } },
      },
    ],
  },
};
