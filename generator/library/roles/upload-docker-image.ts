import type { Role } from '../../model/role';
import type { Site } from '../../model/site';
import { accountLimits } from '../tasks/account-limits';
import { explainFailure } from '../tasks/explain-failure';
import { knownBuildsetRegistryAddress, recordedImages } from '../tasks/known-buildset-registry';
import { publication } from '../tasks/publication';
import { recordedOutput, recordImages } from '../tasks/record-images';
import { accountOf, registryLogin } from '../tasks/registry-login';
import { stagedForms } from '../tasks/staged-forms';
import { variableOfNodes } from '../tasks/variable-of-nodes';
import { dockerRegistry, uploadDockerImagePromote } from '../variables/docker';
import { dockerCredentials } from '../variables/docker-credentials';
import { dockerImages } from '../variables/images';
import { buildsetImages, buildsetRegistry } from '../variables/registries';

const own = 'upload_docker_image';

/** What an engine has published, in the form in which `registry_copy` records: a promotion in this buildset goes by it. */
const recordOfPushes = (pushes: string, host: string): string => {
  const told = `(${pushes} | selectattr('digest') | list)`;
  const column = (name: string) => `${told} | map(attribute='${name}')`;
  return `{{ {${host}: dict(${column('recorded')} | zip(${column('digest')}))} }}`;
};

/** Uploads what was tested. */
export const uploadDockerImage = (site: Site): Role => ({
  name: 'upload-docker-image',
  summary: 'Upload the images of the job to their registry.',
  description:
    'Copies the images byte for byte from the buildset registry to the target, under staged tags (``change_1234_latest``) or, ' +
    'where nothing is to be promoted, under their final ones. The copy is made on the executor, so the credentials never reach ' +
    'a node that ran the code of the change. It goes by the digests that the build has recorded; if a tag in the buildset registry stands for ' +
    'another image by now, nothing is published and the job fails. Images without a record go by their tags. Without a buildset registry the role pushes from the engine of the node.\n\n' +
    'It does nothing if the job failed.',
  differences: [
    'What was tested is copied by digest; the engine does not push again.',
    'The copy is made on the executor, once, whatever the number of nodes.',
    'Nothing is uploaded when the job failed.',
    '``{{ zuul.project.short_name }}`` in the ``repository`` of the credentials works.',
    'An account is for a registry: see ``registry`` in ``docker_credentials``. With ``repository`` alone it is for Docker Hub.',
    'Refuses to run where Zuul says that the pipeline runs changes before review (``zuul.post_review`` is false), unless the site allows it.',
    'Secrets that look like JSON, such as the key of a service account, arrive byte for byte.',
    "``upload_docker_image_promote`` takes Ansible's words for true and false, also as texts.",
  ],
  dependencies: ['image-gate'],
  variables: {
    docker_images: dockerImages,
    docker_credentials: dockerCredentials,
    docker_registry: dockerRegistry,
    upload_docker_image_promote: uploadDockerImagePromote,
    buildset_registry: buildsetRegistry,
    buildset_images: buildsetImages,
  },
  outputs: [recordedOutput],
  vars: { ...knownBuildsetRegistryAddress(own), ...recordedImages(own) },
  tasks: {
    main: [
      {
        name: 'Upload the images',
        'ansible.builtin.include_tasks': 'upload.yaml',
        when: 'zuul_success | default(true) | bool',
        run_once: true,
      },
    ],
    upload: [
      explainFailure({
        name: 'Check the images',
        image_plan: {
          family: 'docker',
          images: variableOfNodes('docker_images', "''"),
          registry: '{{ docker_registry }}',
          zuul: '{{ zuul }}',
          promote: '{{ upload_docker_image_promote }}',
          credentials: accountLimits('docker_credentials'),
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
            registries: [
              registryLogin(`_${own}_registry`, `_${own}_plan.buildset_address`),
              registryLogin('docker_credentials', `_${own}_plan.registry_host`),
            ],
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
      explainFailure(
        {
          name: 'Note when the images are staged',
          registry_note: {
            registry: registryLogin('docker_credentials', `_${own}_plan.registry_host`),
            staged: `{{ _${own}_plan.notes }}`,
          },
          delegate_to: 'localhost',
        },
        { when: [`_${own}_registry | length == 0`, `_${own}_plan.notes | length > 0`] },
      ),
      explainFailure(
        {
          name: 'Push the images from the engine',
          image_push: {
            engine: 'docker',
            pushes: `{{ _${own}_plan.engine_uploads }}`,
            registry: `{{ _${own}_plan.registry_host }}`,
            ...accountOf('docker_credentials'),
          },
          register: `_${own}_pushed`,
        },
        { when: `_${own}_registry | length == 0` },
      ),
      {
        name: 'Record the digests of the pushes',
        zuul_return: {
          data: { buildset_images: recordOfPushes(`_${own}_pushed.pushes`, `_${own}_plan.registry_host`) },
        },
        when: `_${own}_registry | length == 0`,
      },
    ],
  },
});
