import { jobAttributes, nodesets, pipelineContent, type LibraryNames } from './job';
import {
  choice,
  described,
  freeMapping,
  listOf,
  mapping,
  nothing,
  oneOf,
  oneOrList,
  positive,
  regex,
  text,
  truth,
  whole,
  type Schema,
} from './parts';

const stringOrMapping = oneOf(text, freeMapping);
/** Further keys belong to a driver. */
const open = (schema: Schema): Schema => ({ ...schema, additionalProperties: true });

const pipeline = (): Schema => {
  const messages = [
    'success',
    'failure',
    'start',
    'merge-conflict',
    'enqueue',
    'no-jobs',
    'footer',
    'dequeue',
  ];
  const reporters = [
    'enqueue',
    'start',
    'success',
    'failure',
    'merge-conflict',
    'no-jobs',
    'disabled',
    'dequeue',
    'config-error',
  ];
  const growth = choice('linear', 'exponential');
  return mapping(
    {
      name: text,
      manager: choice('independent', 'dependent', 'serial', 'supercedent'),
      description: text,
      'allow-other-connections': truth,
      'allow-parameters': truth,
      precedence: choice('normal', 'low', 'high'),
      supercedes: oneOrList(text),
      'post-review': truth,
      'dequeue-on-new-patchset': truth,
      'ignore-dependencies': truth,
      ...Object.fromEntries(messages.map((name) => [`${name}-message`, text])),
      'disable-after-consecutive-failures': positive,
      window: { type: 'integer', minimum: 0 },
      'window-floor': positive,
      'window-ceiling': oneOf(nothing, positive),
      'window-increase-type': growth,
      'window-increase-factor': positive,
      'window-decrease-type': growth,
      'window-decrease-factor': positive,
      ...Object.fromEntries(
        ['trigger', 'require', 'reject', ...reporters].map((name) => [name, freeMapping]),
      ),
    },
    'name',
    'manager',
  );
};

const oidc = mapping({ algorithm: text, ttl: whole, iss: text, claims: freeMapping });

/** The schemas of the stanzas by their key; `attributes` stands for those of a job in a pipeline. */
export const stanzaSchemas = (
  library: LibraryNames,
  attributes: Schema,
): Readonly<Record<string, Schema>> => {
  const content = pipelineContent(attributes, library);
  const projectVariables = described('Variables for all jobs of the project.', library.projectVars);
  const template = { name: text, description: text, queue: text, vars: projectVariables };
  return {
    job: mapping({ name: described('The name of the job.', text), ...jobAttributes(library) }, 'name'),
    project: {
      ...mapping({
        ...template,
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
        ...Object.fromEntries(library.pipelines.map((name) => [name, content])),
      }),
      additionalProperties: content,
    },
    'project-template': { ...mapping(template), additionalProperties: content },
    nodeset: oneOf(...nodesets({ name: text })),
    secret: oneOf(
      mapping({ name: text, data: { ...freeMapping, writeOnly: true } }, 'name', 'data'),
      mapping({ name: text, oidc: oneOf(oidc, nothing) }, 'name', 'oidc'),
    ),
    semaphore: mapping({ name: text, max: whole }, 'name'),
    queue: mapping(
      {
        name: text,
        'per-branch': truth,
        'allow-circular-dependencies': truth,
        'dependencies-by-topic': truth,
        type: choice('all-branches', 'per-branch', 'branch-assigned'),
      },
      'name',
    ),
    pragma: mapping({ 'implied-branch-matchers': truth, 'implied-branches': oneOrList(regex) }),
    pipeline: pipeline(),
    image: mapping(
      {
        name: text,
        type: choice('zuul', 'cloud'),
        description: text,
        'retain-count': positive,
        'max-retain-count': positive,
      },
      'name',
      'type',
    ),
    flavor: mapping({ name: text, description: text }, 'name'),
    label: mapping(
      {
        name: text,
        image: text,
        flavor: text,
        description: text,
        'min-ready': whole,
        'max-ready-age': whole,
        'max-age': whole,
        'min-retention-time': whole,
        'max-nodes': whole,
        aliases: oneOrList(text),
      },
      'name',
      'image',
      'flavor',
    ),
    section: open(
      mapping(
        {
          name: text,
          parent: text,
          abstract: truth,
          connection: text,
          description: text,
          images: listOf(stringOrMapping),
          flavors: listOf(stringOrMapping),
          labels: listOf(stringOrMapping),
        },
        'name',
      ),
    ),
    provider: open(
      mapping(
        {
          name: text,
          section: text,
          description: text,
          images: listOf(stringOrMapping),
          labels: listOf(stringOrMapping),
        },
        'name',
        'section',
      ),
    ),
  };
};
