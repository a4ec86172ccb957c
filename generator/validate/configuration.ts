import type { Library } from '../model/library';
import type { JobDefinition } from '../model/job';
import type { Entry, Located, LocatedMapping, Place, Source } from './located';
import { itemsOf, member, textOf } from './located';

/** A job stanza of the files read. */
export interface DefinedJob {
  readonly name: string;
  readonly attributes: LocatedMapping;
  readonly place: Place;
}

/** A project or a template. */
export interface ProjectStanza {
  readonly content: LocatedMapping;
  readonly source: Source;
}

/** A job in a pipeline of a project; what a template says counts for every project that names it. */
export interface JobUse {
  readonly name: string;
  readonly pipeline: string;
  readonly project: ProjectStanza;
  readonly template?: ProjectStanza;
  readonly attributes?: LocatedMapping;
  readonly place: Place;
}

/** What the files read say, sorted by what it is. */
export interface Configuration {
  readonly library: Library;
  /** Of the jobs of the library by name. */
  readonly libraryJobs: ReadonlyMap<string, JobDefinition>;
  readonly jobs: ReadonlyMap<string, readonly DefinedJob[]>;
  readonly uses: readonly JobUse[];
  readonly projects: readonly ProjectStanza[];
  readonly templates: ReadonlyMap<string, ProjectStanza>;
  readonly secrets: ReadonlyMap<string, LocatedMapping>;
  readonly pipelines: ReadonlyMap<string, LocatedMapping>;
}

/** Keys of a project that are no pipelines. */
export const projectKeys = [
  'name',
  'description',
  'branches',
  'vars',
  'templates',
  'merge-mode',
  'default-branch',
  'queue',
];

/** A stanza of a file: its kind with its content. */
export interface Stanza extends Entry {
  readonly kind: string;
  readonly source: Source;
}

/** The pipelines of a project or template. */
export const pipelinesOf = (stanza: ProjectStanza): readonly (readonly [string, Entry])[] =>
  [...stanza.content.entries].filter(([key]) => !projectKeys.includes(key));

/** The entries of a pipeline's job list, each with the first of its keys: Zuul does not see any other. */
const jobsOf = (pipeline: Located): readonly Omit<JobUse, 'pipeline' | 'project'>[] =>
  itemsOf(member(pipeline, 'jobs')).flatMap((item) => {
    const name = textOf(item);
    if (name !== undefined) return [{ name, place: item.place }];
    const first = item.kind === 'mapping' ? [...item.entries][0] : undefined;
    if (!first) return [];
    const [key, { key: place, value }] = first;
    return [{ name: key, place, ...(value.kind === 'mapping' ? { attributes: value } : {}) }];
  });

const usesOf = (project: ProjectStanza, template?: ProjectStanza): readonly JobUse[] =>
  pipelinesOf(template ?? project).flatMap(([pipeline, { value }]) =>
    jobsOf(value).map((job) => ({ ...job, pipeline, project, ...(template ? { template } : {}) })),
  );

const definitionsOf = (library: Library): readonly JobDefinition[] =>
  library.zuul.flatMap(({ items }) =>
    items.flatMap((item) => ('definition' in item ? [item.definition] : [])),
  );

/** Sorts the stanzas of all files. */
export const configurationOf = (stanzas: readonly Stanza[], library: Library): Configuration => {
  const jobs = new Map<string, DefinedJob[]>();
  const projects: ProjectStanza[] = [];
  const templates = new Map<string, ProjectStanza>();
  const secrets = new Map<string, LocatedMapping>();
  const pipelines = new Map<string, LocatedMapping>();
  for (const { kind, value, source } of stanzas) {
    if (value.kind !== 'mapping') continue;
    const named = member(value, 'name');
    const name = textOf(named) ?? '';
    if (kind === 'job' && named && name)
      jobs.set(name, [...(jobs.get(name) ?? []), { name, attributes: value, place: named.place }]);
    if (kind === 'project') projects.push({ content: value, source });
    if (kind === 'project-template') templates.set(name, { content: value, source });
    if (kind === 'secret') secrets.set(name, value);
    if (kind === 'pipeline') pipelines.set(name, value);
  }
  const uses = projects.flatMap((project) => [
    ...usesOf(project),
    ...itemsOf(member(project.content, 'templates')).flatMap((item) => {
      const template = templates.get(textOf(item) ?? '');
      return template ? usesOf(project, template) : [];
    }),
  ]);
  const libraryJobs = new Map(definitionsOf(library).map((definition) => [definition.name, definition]));
  return { library, libraryJobs, jobs, uses, projects, templates, secrets, pipelines };
};
