import { anonymousNodesets } from './nodeset';
import {
  choice,
  described,
  each,
  listOf,
  mapping,
  nothing,
  number,
  oneOf,
  oneOrList,
  text,
  truth,
  whole,
  type Shape,
  type TypeOf,
} from './shape';
import { jobVariables, known, pattern, regex, variableName, type Variables } from './values';

const semaphore = oneOf(text, mapping({ name: text, 'resources-first': truth }, 'name'));

/** A playbook: its path in the repository with suffix, and the semaphores that it holds while it runs. */
const playbook = { name: text, semaphores: oneOrList(text) };
const playbooks = oneOrList(oneOf(text, mapping(playbook, 'name')));
/** With `cleanup` a playbook runs even if the job was cancelled or its nodes were lost. */
const postPlaybooks = oneOrList(oneOf(text, mapping({ ...playbook, cleanup: truth }, 'name')));

/** Attributes that a child adds to, or replaces with `!override` and `!inherit`. */
export const controllable = [
  ...(['requires', 'provides', 'tags', 'files', 'irrelevant-files', 'required-projects'] as const),
  ...(['include-projects', 'exclude-projects', 'vars', 'extra-vars', 'host-vars', 'group-vars'] as const),
  ...(['include-vars', 'dependencies', 'failure-output'] as const),
] as const;

/** Attributes that a child or variant can be kept from changing. */
const controlled = [...controllable, 'type', 'pre-run', 'run', 'post-run', 'voting'] as const;

const selection = oneOf(text, mapping({ type: choice('name', 'change', 'item'), name: text }));
const included = { name: text, required: truth };
const includedFiles = [
  mapping({ ...included, project: text }, 'name'),
  mapping({ ...included, 'zuul-project': truth, 'use-ref': truth }, 'name'),
] as const;
const roleProject = described('A project whose roles the playbooks can use.', text);
const hostVariables: Shape<Readonly<Record<string, Variables>>> = {
  type: 'object',
  additionalProperties: jobVariables,
};

/** A secret that a job takes, under the name of an Ansible variable. */
const secret = mapping(
  {
    name: described('The variable that the playbooks see.', known('secrets', variableName)),
    secret: described('The secret, by the name under which it is defined.', text),
    'pass-to-parent': described(
      'Shows the secret to the playbooks of all parents as well; the job then runs after review only. ' +
        'The upload and promote jobs of this library need it.',
      truth,
    ),
  },
  'name',
  'secret',
);

const requiredProject = mapping({ name: text, 'override-branch': text, 'override-checkout': text }, 'name');

/** What a job says wherever it stands, in the order in which jobs are written: in a stanza, or in a project's pipeline. */
const attributes = {
  parent: described(
    'The job that this one inherits from.',
    oneOf(known('jobs'), { ...nothing, description: 'A job without a parent.' }),
  ),
  description: described('What the job does; shown in Zuul.', text),
  'variant-description': text,
  abstract: described('Only children of the job run.', truth),
  final: described('No job may inherit from this one.', truth),
  intermediate: described('Only abstract jobs may inherit.', truth),
  protected: described('Only jobs of the same project may inherit.', truth),
  'attribute-control': mapping(each(controlled, mapping({ final: choice(true) }))),
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
  // Zuul accepts both addresses, and ignores them.
  'success-url': text,
  'failure-url': text,
  'hold-following-changes': truth,
  voting: described('Whether the result of the job counts.', truth),
  semaphores: oneOrList(semaphore),
  // Older spelling of `semaphores`.
  semaphore,
  branches: described('The branches that this variant is for.', oneOrList(regex)),
  files: described('The job runs only if a change touches one of these.', oneOrList(regex)),
  'irrelevant-files': described('The job does not run if a change touches nothing else.', oneOrList(regex)),
  'match-on-config-updates': truth,
  'pre-run': playbooks,
  run: playbooks,
  'post-run': postPlaybooks,
  // Older form of `post-run` with `cleanup: true`.
  'cleanup-run': playbooks,
  'ansible-version': oneOf(text, number),
  'ansible-split-streams': truth,
  roles: listOf(
    oneOf(
      mapping({ zuul: roleProject, name: text }, 'zuul'),
      // Zuul accepts roles of Ansible Galaxy, and ignores them.
      mapping({ galaxy: text, name: text }, 'galaxy'),
    ),
  ),
  'required-projects': described(
    'Projects that are checked out beside the one under test.',
    oneOrList(oneOf(text, requiredProject)),
  ),
  'include-projects': oneOrList(selection),
  'exclude-projects': oneOrList(selection),
  secrets: described(
    'Secrets that the playbooks of this job see, by the name of a variable.',
    oneOrList(oneOf(text, secret)),
  ),
  vars: described('Variables for the playbooks.', jobVariables),
  'extra-vars': described('Variables that win over all others, also over those of roles.', jobVariables),
  'host-vars': hostVariables,
  'group-vars': hostVariables,
  'include-vars': oneOrList(oneOf(text, ...includedFiles)),
  nodeset: described('The nodes that the job asks for.', oneOf(text, ...anonymousNodesets)),
  'pre-timeout': described('Seconds for pre-run.', whole),
  timeout: described('Seconds for pre-run and run together.', whole),
  'post-timeout': described('Seconds for each playbook of post-run.', whole),
  attempts: whole,
  dependencies: described(
    'Jobs that have to succeed first; a job that pauses counts from then on.',
    oneOrList(oneOf(text, mapping({ name: text, soft: truth }, 'name'))),
  ),
  'allowed-projects': oneOrList(text),
  // Older form of `override-checkout`, for branches only.
  'override-branch': text,
  'override-checkout': text,
  'post-review': described('The job runs after review only.', choice(true)),
  'workspace-scheme': choice('golang', 'flat', 'unique'),
  'workspace-checkout': choice(true, false, 'auto'),
  deduplicate: choice(true, false, 'auto'),
  'failure-output': oneOrList(pattern),
  'image-build-name': text,
  type: choice('regular', 'initializer', 'reporter'),
  'preserve-home-paths': listOf(text),
  'secret-exposure': choice('ignore', 'redact', 'fail'),
};

/** A variant of a job, in a project's pipeline. */
export const jobAttributes = mapping(attributes);

/** Zuul's `job`. */
export const job = mapping({ name: described('The name of the job.', text), ...attributes }, 'name');

export type Job = TypeOf<typeof job>;
