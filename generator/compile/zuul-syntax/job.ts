import {
  choice,
  described,
  listOf,
  mapping,
  nothing,
  oneOf,
  oneOrList,
  regex,
  regexText,
  suggested,
  text,
  truth,
  variableName,
  whole,
  type Schema,
} from './parts';

/** What of the library completes and explains itself in a job. */
export interface LibraryNames {
  readonly jobs: readonly string[];
  /** What variables by name look like, in jobs and in projects. */
  readonly vars: Schema;
  readonly projectVars: Schema;
  /** Names of the variables that its jobs expect as secrets. */
  readonly secrets: readonly string[];
  /** Names of the pipelines that projects commonly have. */
  readonly pipelines: readonly string[];
}

const semaphore = oneOf(text, mapping({ name: text, 'resources-first': truth }, 'name'));
const playbook = { name: text, semaphores: oneOrList(text) };
const playbooks = oneOrList(oneOf(text, mapping(playbook, 'name')));
const postPlaybooks = oneOrList(oneOf(text, mapping({ ...playbook, cleanup: truth }, 'name')));

const node = mapping({ name: oneOrList(text), label: text }, 'name', 'label');
const group = mapping({ name: text, nodes: oneOrList(text) }, 'name', 'nodes');
const nodes = { nodes: oneOrList(node), groups: oneOrList(group) };
const alternatives = { alternatives: listOf(oneOf(text, mapping(nodes, 'nodes'))) };

/** Nodes, or alternatives of them; with these attributes besides. */
export const nodesets = (attributes: Readonly<Record<string, Schema>>): readonly Schema[] => {
  const names = Object.keys(attributes);
  return [
    mapping({ ...attributes, ...nodes }, ...names, 'nodes'),
    mapping({ ...attributes, ...alternatives }, ...names, 'alternatives'),
  ];
};

const controlled = [
  'requires', 'provides', 'tags', 'files', 'irrelevant-files', 'required-projects', 'include-projects',
  'exclude-projects', 'vars', 'extra-vars', 'host-vars', 'group-vars', 'include-vars', 'dependencies',
  'failure-output', 'type', 'pre-run', 'run', 'post-run', 'voting',
]; // prettier-ignore

const selection = oneOf(text, mapping({ type: choice('name', 'change', 'item'), name: text }));
const included = { name: text, required: truth };
const includedFiles = [
  mapping({ ...included, project: text }, 'name'),
  mapping({ ...included, 'zuul-project': truth, 'use-ref': truth }, 'name'),
];
const roleProject = described('A project whose roles the playbooks can use.', text);

const secret = (library: LibraryNames): Schema =>
  oneOf(
    text,
    mapping(
      {
        name: described('The variable that the playbooks see.', suggested(library.secrets, variableName)),
        secret: described('The secret, by the name under which it is defined.', text),
        'pass-to-parent': described(
          'Shows the secret to the playbooks of all parents as well; the job then runs after review only. ' +
            'The upload and promote jobs of this library need it.',
          truth,
        ),
      },
      'name',
      'secret',
    ),
  );

/** What a job can say, whether in a stanza of its own or in a pipeline. */
export const jobAttributes = (library: LibraryNames): Readonly<Record<string, Schema>> => ({
  parent: described(
    'The job that this one inherits from.',
    oneOf(suggested(library.jobs), { ...nothing, description: 'A job without a parent.' }),
  ),
  description: described('What the job does; shown in Zuul.', text),
  'variant-description': text,
  final: described('No job may inherit from this one.', truth),
  abstract: described('Only children of the job run.', truth),
  intermediate: described('Only abstract jobs may inherit.', truth),
  protected: described('Only jobs of the same project may inherit.', truth),
  'attribute-control': mapping(
    Object.fromEntries(controlled.map((key) => [key, mapping({ final: choice(true) })])),
  ),
  requires: described(
    'Artifacts of changes ahead that the job wants: names that other jobs provide.',
    oneOrList(text),
  ),
  provides: described(
    'What the artifacts of this job are called, for jobs that require them.',
    oneOrList(text),
  ),
  tags: oneOrList(text),
  'success-message': text,
  'failure-message': text,
  'success-url': text,
  'failure-url': text,
  'hold-following-changes': truth,
  voting: described('Whether the result of the job counts.', truth),
  semaphores: oneOrList(semaphore),
  semaphore,
  branches: described('The branches that this variant is for.', oneOrList(regex)),
  files: described('The job runs only if a change touches one of these.', oneOrList(regex)),
  'irrelevant-files': described('The job does not run if a change touches nothing else.', oneOrList(regex)),
  'match-on-config-updates': truth,
  secrets: described(
    'Secrets that the playbooks of this job see, by the name of a variable.',
    oneOrList(secret(library)),
  ),
  nodeset: described('The nodes that the job asks for.', oneOf(text, ...nodesets({}))),
  'pre-timeout': described('Seconds for pre-run.', whole),
  timeout: described('Seconds for pre-run and run together.', whole),
  'post-timeout': described('Seconds for each playbook of post-run.', whole),
  attempts: whole,
  'pre-run': playbooks,
  run: playbooks,
  'post-run': postPlaybooks,
  'cleanup-run': playbooks,
  'ansible-version': oneOf(text, { type: 'number' }),
  'ansible-split-streams': truth,
  roles: listOf(
    oneOf(
      mapping({ zuul: roleProject, name: text }, 'zuul'),
      mapping({ galaxy: text, name: text }, 'galaxy'),
    ),
  ),
  'required-projects': described(
    'Projects that are checked out beside the one under test.',
    oneOrList(
      oneOf(text, mapping({ name: text, 'override-branch': text, 'override-checkout': text }, 'name')),
    ),
  ),
  'include-projects': oneOrList(selection),
  'exclude-projects': oneOrList(selection),
  vars: described('Variables for the playbooks.', library.vars),
  'extra-vars': described('Variables that win over all others, also over those of roles.', library.vars),
  'host-vars': { type: 'object', additionalProperties: library.vars },
  'group-vars': { type: 'object', additionalProperties: library.vars },
  'include-vars': oneOrList(oneOf(text, ...includedFiles)),
  dependencies: described(
    'Jobs that have to succeed first; a job that pauses counts from then on.',
    oneOrList(oneOf(text, mapping({ name: text, soft: truth }, 'name'))),
  ),
  'allowed-projects': oneOrList(text),
  'override-branch': text,
  'override-checkout': text,
  'post-review': described('The job runs after review only.', choice(true)),
  'workspace-scheme': choice('golang', 'flat', 'unique'),
  'workspace-checkout': choice(true, false, 'auto'),
  deduplicate: choice(true, false, 'auto'),
  'failure-output': oneOrList(regexText),
  'image-build-name': text,
  type: choice('regular', 'initializer', 'reporter'),
  'preserve-home-paths': listOf(text),
  'secret-exposure': choice('ignore', 'redact', 'fail'),
});

const scalar = oneOf(text, { type: 'number' }, truth);
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

/** What a project runs in one pipeline; `attributes` are those of a job. */
export const pipelineContent = (attributes: Schema, library: LibraryNames): Schema =>
  mapping({
    jobs: described(
      'The jobs of this pipeline: names, or mappings of one name to what is different here.',
      listOf(
        oneOf(suggested(library.jobs), {
          type: 'object',
          properties: Object.fromEntries(library.jobs.map((name) => [name, attributes])),
          additionalProperties: attributes,
          minProperties: 1,
        }),
      ),
    ),
    debug: truth,
    'fail-fast': described('Ends all jobs of a change once one has failed.', truth),
    parameters: listOf(parameter),
  });
