import type { Library } from '../../model/library';
import { stanzas } from '../../zuul';
import { keysOf } from '../../zuul/shape';
import type { JobDefinition } from '../../model/job';
import { matcherOf, type BranchMatcher } from './branches';
import type { Entry, Located, LocatedMapping, Place, Source } from '../reading/located';
import { add, grouped } from '../words/grouped';
import { itemsOf, member, textOf } from '../reading/located';

/** A job stanza of the files read. */
export interface DefinedJob {
  readonly name: string;
  readonly attributes: LocatedMapping;
  readonly branches: BranchMatcher;
  readonly place: Place;
}

/** The stanza of a project, or of a template. */
export interface ProjectStanza {
  readonly content: LocatedMapping;
  /** Where it begins. */
  readonly place: Place;
  readonly source: Source;
}

/** A stanza that counts for a project: its own, or that of a template that it names. */
export interface Layer {
  readonly content: LocatedMapping;
  readonly isTemplate: boolean;
  readonly branches: BranchMatcher;
}

/** A project with everything that is said about it, the nearest first: Zuul merges its stanzas and their templates. */
export interface Project {
  readonly name?: string;
  /** The folder of the repository that has its first stanza. */
  readonly root: string;
  /** Where that one begins. */
  readonly place: Place;
  readonly layers: readonly Layer[];
  /** Whether nobody else is known to say more: all files of its repository and its templates were read, and it is given by no name. */
  readonly complete: boolean;
  /** Whether it stands for the projects elsewhere that use a template, and that may say more. */
  readonly isTemplate?: true;
}

/** An entry of a job list. */
export interface Mention {
  readonly attributes?: LocatedMapping;
  /** Those of the entry and of the stanza around it. */
  readonly branches: readonly BranchMatcher[];
  readonly place: Place;
}

/** A job in a pipeline of a project, with all entries that name it there, the nearest first. */
export interface JobUse {
  readonly name: string;
  readonly pipeline: string;
  readonly project: Project;
  readonly mentions: readonly Mention[];
}

/** What the files read say, sorted by what it is. */
export interface Configuration {
  readonly library: Library;
  /** Of the jobs of the library by name. */
  readonly libraryJobs: ReadonlyMap<string, JobDefinition>;
  readonly jobs: ReadonlyMap<string, readonly DefinedJob[]>;
  readonly uses: readonly JobUse[];
  readonly projects: readonly Project[];
  /** Of projects and templates, as they are written. */
  readonly projectStanzas: readonly ProjectStanza[];
  readonly secrets: ReadonlyMap<string, LocatedMapping>;
  readonly pipelines: ReadonlyMap<string, LocatedMapping>;
}

/** Keys of a project that are no pipelines. */
export const projectKeys = keysOf(stanzas.project);

/** A stanza of a file: its kind with its content. */
export interface Stanza extends Entry {
  readonly kind: string;
  readonly source: Source;
}

/** The pipelines of a project or template. */
export const pipelinesOf = (content: LocatedMapping): readonly (readonly [string, Entry])[] =>
  [...content.entries].filter(([key]) => !projectKeys.includes(key));

/** The entries of a pipeline's job list, each with the first of its keys: Zuul does not see any other. */
export const entriesOf = (
  pipeline: Located,
): readonly { readonly name: string; readonly place: Place; readonly attributes?: LocatedMapping }[] =>
  itemsOf(member(pipeline, 'jobs')).flatMap((item) => {
    const name = textOf(item);
    if (name !== undefined) return [{ name, place: item.place }];
    const first = item.kind === 'mapping' ? [...item.entries][0] : undefined;
    if (!first) return [];
    const [key, { key: place, value }] = first;
    return [{ name: key, place, ...(value.kind === 'mapping' ? { attributes: value } : {}) }];
  });

/** The jobs of a project by pipeline and name. */
const usesOf = (project: Project): readonly JobUse[] => {
  const uses = new Map<string, JobUse & { readonly mentions: Mention[] }>();
  for (const { content, branches } of project.layers)
    for (const [pipeline, { value }] of pipelinesOf(content))
      for (const { name, ...entry } of entriesOf(value).toReversed()) {
        const mention = { ...entry, branches: [branches, matcherOf(entry.attributes)] };
        const key = `${pipeline}\n${name}`;
        const known = uses.get(key);
        if (known) known.mentions.push(mention);
        else uses.set(key, { name, pipeline, project, mentions: [mention] });
      }
  return [...uses.values()].toReversed();
};

/** The layers of a stanza in the order of Zuul: its templates come before itself, and what comes later wins. */
const layersOf = (
  { content }: ProjectStanza,
  templates: ReadonlyMap<string, readonly ProjectStanza[]>,
): readonly Layer[] => {
  const branches = matcherOf(content);
  const named = itemsOf(member(content, 'templates')).flatMap(
    (item) => templates.get(textOf(item) ?? '') ?? [],
  );
  return [
    ...named.map((template) => ({ content: template.content, isTemplate: true, branches })),
    { content, isTemplate: false, branches },
  ];
};

/** The name of a project without its host, which may stand before it. */
export const bareName = (name: string): string => {
  const slash = name.indexOf('/');
  return !name.startsWith('^') && name.slice(0, slash).includes('.') ? name.slice(slash + 1) : name;
};

const projectsOf = (
  stanzas: readonly ProjectStanza[],
  templates: ReadonlyMap<string, readonly ProjectStanza[]>,
): readonly Project[] =>
  grouped(
    stanzas,
    ({ content, source }) => `${source.root}\n${bareName(textOf(member(content, 'name')) ?? '')}`,
  ).flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const name = textOf(member(first.content, 'name'));
    const layers = group.flatMap((stanza) => layersOf(stanza, templates)).toReversed();
    const named = group.flatMap(({ content }) => itemsOf(member(content, 'templates')));
    const { source, place } = first;
    const hasTemplates = named.every((item) => templates.has(textOf(item) ?? ''));
    const complete = name === undefined && !source.isPart && hasTemplates;
    return [{ root: source.root, place, layers, complete, ...(name === undefined ? {} : { name }) }];
  });

/** Templates that no project here names, each as if a project had nothing else. */
const templateProjects = (
  projects: readonly ProjectStanza[],
  templates: ReadonlyMap<string, readonly ProjectStanza[]>,
): readonly Project[] => {
  const named = new Set(
    projects.flatMap(({ content }) => itemsOf(member(content, 'templates')).map((item) => textOf(item))),
  );
  return [...templates].flatMap(([name, stanzas]) => {
    const [first] = stanzas;
    if (!first || named.has(name)) return [];
    const layers = stanzas.map(({ content }) => ({ content, isTemplate: true, branches: [] })).toReversed();
    const { source, place } = first;
    return [{ root: source.root, place, layers, complete: false, isTemplate: true as const }];
  });
};

const definitionsOf = (library: Library): readonly JobDefinition[] =>
  library.zuul.flatMap(({ items }) =>
    items.flatMap((item) => ('definition' in item ? [item.definition] : [])),
  );

/** Sorts the stanzas of all files. */
export const configurationOf = (stanzas: readonly Stanza[], library: Library): Configuration => {
  const jobs = new Map<string, DefinedJob[]>();
  const own: ProjectStanza[] = [];
  const templates = new Map<string, ProjectStanza[]>();
  const secrets = new Map<string, LocatedMapping>();
  const pipelines = new Map<string, LocatedMapping>();
  for (const { kind, key: place, value, source } of stanzas) {
    if (value.kind !== 'mapping') continue;
    const named = member(value, 'name');
    const name = textOf(named) ?? '';
    if (kind === 'job' && named && name)
      add(jobs, name, { name, attributes: value, branches: matcherOf(value), place: named.place });
    if (kind === 'project') own.push({ content: value, place, source });
    if (kind === 'project-template') add(templates, name, { content: value, place, source });
    if (kind === 'secret') secrets.set(name, value);
    if (kind === 'pipeline') pipelines.set(name, value);
  }
  const projects = [...projectsOf(own, templates), ...templateProjects(own, templates)];
  return {
    library,
    libraryJobs: new Map(definitionsOf(library).map((definition) => [definition.name, definition])),
    jobs,
    uses: projects.flatMap(usesOf),
    projects,
    projectStanzas: [...own, ...[...templates.values()].flat()],
    secrets,
    pipelines,
  };
};
