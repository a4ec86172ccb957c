/** Pipelines that a change goes through, in this order; post sees the branch into which it was merged. */
export const changePipelines = ['check', 'gate', 'promote', 'post'] as const;

/** All pipelines of the rehearsal's Zuul. */
export const pipelines = [...changePipelines, 'periodic', 'release'] as const;

/** One of them. */
export type Pipeline = (typeof pipelines)[number];

const text = { type: 'string', minLength: 1 };
const closed = (required: readonly string[], properties: object): Readonly<Record<string, unknown>> => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const results = (names: readonly string[]): object =>
  closed([], Object.fromEntries(names.map((name) => [name, text])));

/** What a scenario file may hold (JSON Schema, draft 7). */
export const scenarioSchema = closed(['projects', 'steps'], {
  nodes: { type: 'integer', minimum: 1, maximum: 8, default: 3 },
  namespace: { ...text, default: 'example' },
  projects: {
    type: 'array',
    minItems: 1,
    items: closed(['name', 'folder'], {
      name: text,
      folder: text,
      secret: {
        ...closed([], {
          name: text,
          file: { ...text, default: 'zuul.d/secrets.yaml' },
          registry: text,
        }),
        default: {},
      },
      published: {
        type: 'array',
        default: [],
        items: closed(['repository'], {
          repository: text,
          context: { ...text, default: '.' },
          tag: { ...text, default: 'latest' },
        }),
      },
    }),
  },
  steps: {
    type: 'array',
    items: closed(['title', 'pipelines'], {
      title: text,
      changes: {
        type: 'array',
        default: [],
        items: closed(['name', 'project', 'message'], {
          name: text,
          project: text,
          message: text,
          'depends-on': { type: 'array', items: text, default: [] },
          folder: text,
          files: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
          pipelines: { ...results(changePipelines), default: {} },
        }),
      },
      enqueue: {
        type: 'array',
        default: [],
        items: closed(['name', 'project', 'pipeline'], {
          name: text,
          project: text,
          pipeline: { enum: pipelines.filter((name) => name === 'periodic') },
        }),
      },
      tags: {
        type: 'array',
        default: [],
        items: closed(['name', 'project', 'tag'], { name: text, project: text, tag: text }),
      },
      pipelines: results(pipelines),
      output: {
        type: 'array',
        default: [],
        items: closed(['change', 'pipeline', 'job', 'contains'], {
          change: text,
          pipeline: { enum: pipelines },
          job: text,
          contains: text,
        }),
      },
    }),
  },
});
