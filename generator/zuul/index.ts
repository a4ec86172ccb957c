import { job, type Job } from './job';
import { nodeset } from './nodeset';
import { pipeline } from './pipeline';
import { project, projectTemplate } from './project';
import { flavor, image, label, provider, section } from './provider';
import { choice, mapping, oneOrList, text, truth, whole, type TypeOf } from './shape';
import { secret, type Encrypted } from './secret';
import { regex } from './values';

/** Every kind of stanza that Zuul reads, by its key: types, schemas, order of keys and checks come from this table. */
export const stanzas = {
  job,
  project,
  'project-template': projectTemplate,
  nodeset,
  secret,
  /** How many jobs may hold it at the same time; left out, one. */
  semaphore: mapping({ name: text, max: whole }, 'name'),
  /** Projects whose changes are gated together. */
  queue: mapping(
    {
      name: text,
      'per-branch': truth,
      'allow-circular-dependencies': truth,
      // Changes with the same topic depend on each other.
      'dependencies-by-topic': truth,
      type: choice('all-branches', 'per-branch', 'branch-assigned'),
    },
    'name',
  ),
  /** How the rest of its file is read. */
  pragma: mapping({ 'implied-branch-matchers': truth, 'implied-branches': oneOrList(regex) }),
  pipeline,
  image,
  flavor,
  label,
  section,
  provider,
};

/** A stanza by its kind. */
export type Stanzas = { readonly [K in keyof typeof stanzas]: TypeOf<(typeof stanzas)[K]> };

/** One entry of a `zuul.d` file: a mapping with a single key. */
export type ZuulItem = { [K in keyof Stanzas]: Readonly<Record<K, Stanzas[K]>> }[keyof Stanzas];

export type { Encrypted, Job };
