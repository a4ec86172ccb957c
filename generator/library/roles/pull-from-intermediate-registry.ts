import type { Role } from '../../model/role';
import { list } from '../../model/variable';
import { explainFailure } from '../tasks/explain-failure';
import { registryAddress } from '../tasks/registry-address';
import { registryLogin } from '../tasks/registry-login';
import { knownBuildsetRegistry, recordedImages } from '../tasks/known-buildset-registry';
import { buildsetImages, buildsetRegistry, intermediateRegistry } from '../variables/registries';

const own = 'pull_from_intermediate_registry';

/** Fills the buildset registry with the images of changes ahead. */
export const pullFromIntermediateRegistry: Role = {
  name: 'pull-from-intermediate-registry',
  summary: 'Fill the buildset registry with the images of the changes ahead.',
  description:
    'Runs on localhost in a playbook that has the secret. The artifacts of type ``container_image`` that Zuul gives to the job ' +
    '(see ``requires``) are copied, in one batch and byte for byte. Where two changes built the same image, the nearer one counts; what ' +
    'the buildset itself has pushed is never replaced. An artifact that tells the digest of its image is pulled by it.\n\n' +
    'What jobs on which this one depends have recorded of their pushes is compared with the buildset registry: if a tag stands for another ' +
    'image than the one that was built, the job fails before anything is tested.\n\n' +
    'Any job can return artifacts, so their URLs must lie in the intermediate registry and be proper references, otherwise nothing is copied.',
  differences: [
    'An image that the buildset has built itself stays, whatever the order of pushes and pulls.',
    '``metadata.digest`` of an artifact is what is pulled, or the pull fails.',
    'Artifacts are checked before they are used: scheme, host, repository and tag.',
    "One batch over direct connections, with the registry's own certificate; no relay, and no login left behind.",
    'Places in which older jobs stored images of ``docker.io/...`` are read as well.',
  ],
  dependencies: ['image-gate'],
  variables: {
    intermediate_registry: intermediateRegistry,
    buildset_registry: buildsetRegistry,
    buildset_images: buildsetImages,
    zuul_artifacts: list({
      items: { type: 'dict', description: 'An artifact.', fields: {} },
      default: '{{ zuul.artifacts | default([]) }}',
      description: 'The artifacts to look at.',
    }),
  },
  vars: { ...knownBuildsetRegistry(own), ...recordedImages(own) },
  tasks: {
    main: [
      explainFailure(
        {
          name: 'Check the artifacts',
          image_plan: {
            zuul: '{{ zuul }}',
            artifacts: '{{ zuul_artifacts }}',
            buildset_registry: registryAddress(`_${own}_registry`),
            intermediate_registry: registryAddress('intermediate_registry'),
            recorded: `{{ _${own}_recorded }}`,
          },
          register: `_${own}_plan`,
        },
        { final: true },
      ),
      explainFailure(
        {
          name: 'Copy the images of the changes ahead',
          registry_copy: {
            registries: [
              registryLogin('intermediate_registry', `_${own}_plan.intermediate_address`),
              registryLogin(`_${own}_registry`, `_${own}_plan.buildset_address`),
            ],
            copies: `{{ _${own}_plan.pulls }}`,
            expected: `{{ _${own}_plan.pull_expected }}`,
          },
          register: `_${own}_copied`,
        },
        { when: `(_${own}_plan.pulls + _${own}_plan.pull_expected) | length > 0` },
      ),
      {
        name: 'Tell what was left',
        'ansible.builtin.debug': {
          msg: `Built by this buildset itself, so not replaced by an image of a change ahead: {{ _${own}_copied.kept | join(', ') }}`,
        },
        when: `_${own}_copied.kept | default([]) | length > 0`,
      },
    ],
  },
};
