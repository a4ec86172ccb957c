import { families, type Family } from '../../model/families';
import type { Site } from '../../model/site';
import type { Task } from '../../model/task';
import { accountLimits } from './account-limits';
import { explainFailure } from './explain-failure';
import { chosenEngine, registryOf } from './family-input';
import { publicationBeforeReview } from './publication';
import { registryAddress, registryAddressIfKnown } from './registry-address';
import { reportWarnings } from './report-warnings';
import { stagedForms } from './staged-forms';
import { variableOfNodes } from './variable-of-nodes';

/** What a family calls its part of the input. A variable alone keeps its kind; behind a filter it would become text. */
const listOf = (family: Family) => ({
  family: family.name,
  images: variableOfNodes(family.images, 'omit'),
  ...registryOf(family),
  ...chosenEngine(family),
  dockerfile: `{{ ${family.dockerfile} }}`,
  promote: `{{ ${family.promote} }}`,
  ...(family.method ? { method: `{{ ${family.method} }}` } : {}),
  ...(family.buildkit ? { buildkit: `{{ ${family.buildkit} | default(omit) }}` } : {}),
  ...(family.environment ? { environment: `{{ ${family.environment} }}` } : {}),
  ...accountLimits(family),
});

/**
 * The first task of a job: everything that can be known of its input is checked, in one message, before anything is
 * started. Templates that need the node are not filled in yet; what they give is checked by the roles that use it.
 */
export const checkInput = (site: Site, register: string): readonly Task[] => [
  explainFailure(
    {
      name: 'Check the input of the job',
      image_check: {
        lists: Object.values(families).map(listOf),
        work_dir: '{{ zuul_work_dir }}',
        library: '{{ playbook_dir | dirname }}',
        zuul: '{{ zuul }}',
        ...publicationBeforeReview(site),
        ...stagedForms(site),
        buildset_registry: registryAddressIfKnown('buildset_registry'),
        intermediate_registry: registryAddress('intermediate_registry'),
        artifacts: '{{ zuul_artifacts | default(zuul.artifacts | default([])) }}',
      },
      register,
    },
    { final: true },
  ),
  reportWarnings(register),
];
