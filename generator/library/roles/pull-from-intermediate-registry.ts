import type { Role } from '../../model/role';
import { list } from '../../model/variable';
import { explainFailure } from '../tasks/explain-failure';
import { registryAddress } from '../tasks/registry-address';
import { registryLogin } from '../tasks/registry-login';
import { knownBuildsetRegistry } from '../tasks/known-buildset-registry';
import { buildsetRegistry, intermediateRegistry } from '../variables/registries';

const own = 'pull_from_intermediate_registry';

/** Fills the buildset registry with the images of changes ahead. */
export const pullFromIntermediateRegistry: Role = {
  name: 'pull-from-intermediate-registry',
  summary: 'Fill the buildset registry with the images of the changes ahead.',
  description:
    'Runs on localhost in a playbook that has the secret. The artifacts of type ``container_image`` that Zuul gives to the job ' +
    '(see ``requires``) are copied, in one batch and byte for byte. Where two changes built the same image, the nearer one counts.\n\n' +
    'Any job can return artifacts, so their URLs must lie in the intermediate registry and be proper references, otherwise nothing is copied.',
  differences: [
    'Artifacts are checked before they are used: scheme, host, repository and tag.',
    "One batch over direct connections, with the registry's own certificate; no relay, and no login left behind.",
    'Places in which older jobs stored images of ``docker.io/...`` are read as well.',
  ],
  dependencies: ['image-gate'],
  variables: {
    intermediate_registry: intermediateRegistry,
    buildset_registry: buildsetRegistry,
    zuul_artifacts: list({
      items: { type: 'dict', description: 'An artifact.', fields: {} },
      default: '{{ zuul.artifacts | default([]) }}',
      description: 'The artifacts to look at.',
    }),
  },
  vars: knownBuildsetRegistry(own),
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
          },
        },
        { when: `_${own}_plan.pulls | length > 0` },
      ),
    ],
  },
};
