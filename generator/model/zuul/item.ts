import type { Job } from './job';
import type { Nodeset } from './nodeset';
import type { Pipeline } from './pipeline';
import type { Pragma } from './pragma';
import type { Project, ProjectTemplate } from './project';
import type { Flavor, Image, Label, Provider, Section } from './provider';
import type { Queue, Semaphore } from './queue';
import type { Secret } from './secret';

/** Every kind of stanza that Zuul reads, by its key. */
export interface Stanzas {
  readonly flavor: Flavor;
  readonly image: Image;
  readonly job: Job;
  readonly label: Label;
  readonly nodeset: Nodeset;
  readonly pipeline: Pipeline;
  readonly pragma: Pragma;
  readonly project: Project;
  readonly 'project-template': ProjectTemplate;
  readonly provider: Provider;
  readonly queue: Queue;
  readonly secret: Secret;
  readonly section: Section;
  readonly semaphore: Semaphore;
}

/** One entry of a `zuul.d` file: a mapping with a single key. */
export type ZuulItem = { [K in keyof Stanzas]: Readonly<Record<K, Stanzas[K]>> }[keyof Stanzas];
