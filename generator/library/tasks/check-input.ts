import type { Site } from '../../model/site';
import type { Task } from '../../model/task';
import { accountLimits } from './account-limits';
import { explainFailure } from './explain-failure';
import { publicationBeforeReview } from './publication';
import { registryAddress, registryAddressIfKnown } from './registry-address';
import { reportWarnings } from './report-warnings';
import { stagedForms } from './staged-forms';
import { variableOfNodes } from './variable-of-nodes';

/** What a family of jobs calls its input, and the variable that keeps the result. */
export interface InputOptions {
  readonly family: string;
  readonly images: string;
  readonly registry: string;
  readonly dockerfile: string;
  readonly promote: string;
  readonly buildkit: string;
  readonly credentials: string;
  readonly register: string;
  readonly site: Site;
}

/**
 * The first task of a job: everything that can be known of its input is checked, in one message, before anything is
 * started. Templates that need the node are not filled in yet; what they give is checked by the roles that use it.
 */
export const checkInput = (options: InputOptions): readonly Task[] => {
  const { family, images, registry, dockerfile, promote, buildkit, credentials, register, site } = options;
  const check = explainFailure(
    {
      name: 'Check the input of the job',
      image_plan: {
        family,
        images: variableOfNodes(images, 'omit'),
        registry: `{{ ${registry} }}`,
        dockerfile: `{{ ${dockerfile} }}`,
        work_dir: '{{ zuul_work_dir }}',
        promote: `{{ ${promote} | default(true) }}`,
        buildkit: `{{ ${buildkit} | default(omit) }}`,
        library: '{{ playbook_dir | dirname }}',
        zuul: '{{ zuul }}',
        credentials: accountLimits(credentials),
        ...publicationBeforeReview(site),
        ...stagedForms(site),
        buildset_registry: registryAddressIfKnown('buildset_registry'),
        intermediate_registry: registryAddress('intermediate_registry'),
        artifacts: '{{ zuul_artifacts | default(zuul.artifacts | default([])) }}',
      },
      register,
    },
    { final: true },
  );
  return [check, reportWarnings(register)];
};
