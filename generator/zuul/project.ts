import {
  choice,
  described,
  listOf,
  mapping,
  number,
  oneOf,
  oneOrList,
  openMapping,
  text,
  truth,
  type Schema,
} from './shape';
import { known, projectVariables, regex } from './values';

const scalar = oneOf(text, number, truth);

/** A question that a pipeline asks when somebody enqueues an item by hand. */
const parameter = mapping(
  {
    name: text,
    type: choice('string', 'selection', 'multiple-selection', 'bool'),
    description: text,
    values: listOf(scalar),
    default: oneOrList(scalar),
    required: truth,
  },
  'name',
  'type',
);

const variant: Schema = { part: 'job-attributes' };

/** A mapping with one key, the name of a job. */
const variantOfJob: Schema = {
  type: 'object',
  known: 'jobs',
  additionalProperties: variant,
  minProperties: 1,
};

/** What a project runs in one pipeline. */
const content = mapping({
  jobs: described(
    'The jobs of this pipeline: names, or mappings of one name to what is different here.',
    listOf(oneOf(known('jobs'), variantOfJob)),
  ),
  debug: truth,
  'fail-fast': described('Ends all jobs of a change once one has failed.', truth),
  parameters: listOf(parameter),
});

const common = {
  name: text,
  description: text,
  queue: text,
  vars: described('Variables for all jobs of the project.', projectVariables),
};

/** Zuul's `project`; every other key is the name of a pipeline. */
export const project = {
  ...openMapping(
    {
      ...common,
      branches: oneOrList(regex),
      templates: described('Templates whose pipelines the project takes over.', listOf(text)),
      'merge-mode': choice(
        'merge',
        'merge-resolve',
        'cherry-pick',
        'squash-merge',
        'rebase',
        'rebase-first-parent',
      ),
      'default-branch': text,
      queue: described('Projects with the same queue are gated together.', text),
    },
    content,
  ),
  known: 'pipelines',
};

/** Zuul's `project-template`; every other key is the name of a pipeline. */
export const projectTemplate = openMapping(common, content);
