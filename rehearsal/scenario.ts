import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { changePipelines, pipelines, scenarioSchema, type Pipeline } from './scenario-schema';
import type { Content } from './seed/git';

/** An image that was published before the rehearsal begins, built from the project's first content. */
export interface PublishedImage {
  readonly repository: string;
  readonly context: string;
  readonly tag: string;
}

/** A repository under test. */
export interface Project {
  readonly name: string;
  readonly folder: string;
  /** Secret with the account at Docker Hub that the project's jobs name; it is made for the rehearsal. */
  readonly secret: { readonly name: string; readonly file: string };
  readonly published: readonly PublishedImage[];
}

/** A change to propose. */
export interface ScenarioChange extends Content {
  readonly name: string;
  readonly project: string;
  readonly message: string;
  readonly 'depends-on': readonly string[];
  /** Results that are expected of this change alone, where they differ from those of the step. */
  readonly pipelines: Results;
}

/** Expected result by pipeline. */
export type Results = Readonly<Partial<Record<Pipeline, string>>>;

/** The branch main, put into a pipeline as a timer would do it. */
export interface Enqueued {
  readonly name: string;
  readonly project: string;
  readonly pipeline: Pipeline;
}

/** A git tag of what main is by then. */
export interface NewTag {
  readonly name: string;
  readonly project: string;
  readonly tag: string;
}

/** Text that a job of a change must have written. */
export interface ExpectedOutput {
  readonly change: string;
  readonly pipeline: Pipeline;
  readonly job: string;
  readonly contains: string;
}

/** Changes that are proposed together (or what else Zuul runs jobs for), and what Zuul has to make of them. */
export interface Step {
  readonly title: string;
  readonly changes: readonly ScenarioChange[];
  readonly enqueue: readonly Enqueued[];
  readonly tags: readonly NewTag[];
  /** Changes are approved when a result of the gate is expected. */
  readonly pipelines: Results;
  readonly output: readonly ExpectedOutput[];
}

/** What must be there before a rehearsal begins. */
export interface Needs {
  readonly nodes: number;
  /** First part of every repository that the projects may publish to. */
  readonly namespace: string;
  readonly projects: readonly Project[];
}

/** What a rehearsal does; read from a YAML file. */
export interface Scenario extends Needs {
  /** The file, as it was named. */
  readonly file: string;
  readonly steps: readonly Step[];
}

/** What several scenarios need together, so that they can run one after the other; throws where they contradict each other. */
export function needsOf(scenarios: readonly Scenario[]): Needs {
  const projects = new Map<string, { readonly project: Project; readonly file: string }>();
  const namespaces = [...new Set(scenarios.map(({ namespace }) => namespace))];
  if (namespaces.length > 1)
    throw new Error(`the scenarios have several namespaces: ${namespaces.join(', ')}; expected one for all`);
  for (const { file, projects: own } of scenarios)
    for (const project of own) {
      const known = projects.get(project.name) ?? { project, file };
      const isSame = [known.project, project].map(({ folder, secret }) => JSON.stringify([folder, secret]));
      if (isSame[0] !== isSame[1])
        throw new Error(
          `project ${project.name} of ${file} is another one than that of ${known.file}; give it another name`,
        );
      const published = [...known.project.published, ...project.published].map(
        (image) => [`${image.repository}:${image.tag}`, image] as const,
      );
      const all = { ...project, published: [...new Map(published).values()] };
      projects.set(project.name, { project: all, file: known.file });
    }
  return {
    nodes: Math.max(...scenarios.map(({ nodes }) => nodes)),
    namespace: namespaces[0] ?? '',
    projects: [...projects.values()].map(({ project }) => project),
  };
}

/** A result that a step waits for. */
export interface Expected {
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly result: string;
}

/** All results that a step waits for, in the order in which it does. */
export function expectedOf({ changes, enqueue, tags, pipelines: common }: Step): readonly Expected[] {
  const isOfChanges = (pipeline: Pipeline): boolean => changePipelines.some((name) => name === pipeline);
  return pipelines.flatMap((pipeline) => {
    const ofChanges = isOfChanges(pipeline)
      ? changes.map(({ name, pipelines: own }) => ({ name, result: own[pipeline] ?? common[pipeline] }))
      : [];
    const others = [...enqueue, ...tags.map(({ name }) => ({ name, pipeline: 'release' }))]
      .filter((other) => other.pipeline === pipeline)
      .map(({ name }) => ({ name, result: common[pipeline] }));
    return [...ofChanges, ...others].flatMap(({ name, result }) =>
      result === undefined ? [] : [{ name, pipeline, result }],
    );
  });
}

/** Whether a change depends, by others of its step, on itself. */
export function isInCycle(step: Step, name: string): boolean {
  const needs = (of: string): readonly string[] =>
    step.changes.find((change) => change.name === of)?.['depends-on'] ?? [];
  const reached = new Set<string>();
  const todo = [...needs(name)];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    todo.push(...needs(next));
  }
  return reached.has(name);
}

/** Names that must be defined: a wrong one would only show after minutes. */
function wrongNames(scenario: Scenario): readonly string[] {
  const projects = scenario.projects.map((project) => project.name);
  const changes: string[] = [];
  const wrong: string[] = [];
  const need = (where: string, name: string, known: readonly string[]): void => {
    if (!known.includes(name)) wrong.push(`${where}: ${name} is not one of ${known.join(', ') || '(none)'}`);
  };
  for (const [index, step] of scenario.steps.entries()) {
    const cycle = step.changes.map(({ name }) => name).filter((name) => isInCycle(step, name));
    for (const change of step.changes) {
      need(`steps[${index}] change ${change.name}, project`, change.project, projects);
      for (const other of change['depends-on'])
        if (!cycle.includes(change.name) || !cycle.includes(other))
          need(`steps[${index}] change ${change.name}, depends-on`, other, changes);
      changes.push(change.name);
    }
    const others = [...step.enqueue, ...step.tags];
    for (const { name, project } of others) {
      need(`steps[${index}] ${name}, project`, project, projects);
      if (!expectedOf(step).some((expected) => expected.name === name))
        wrong.push(`steps[${index}] ${name}: pipelines does not say what is expected of it`);
      changes.push(name);
    }
    if (step.changes.length + others.length === 0)
      wrong.push(`steps[${index}] has nothing to do; expected changes, enqueue or tags`);
    for (const output of step.output) need(`steps[${index}] output, change`, output.change, changes);
  }
  return wrong;
}

/** Reads a scenario; folders in it are relative to its file. */
export function readScenario(file: string): Scenario {
  if (!existsSync(file)) throw new Error(`there is no scenario ${file}`);
  const scenario = parse(readFileSync(file, 'utf8')) as Scenario;
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: true, allowUnionTypes: true });
  const validate = ajv.compile(scenarioSchema);
  const wrong = validate(scenario)
    ? wrongNames(scenario)
    : (validate.errors ?? []).map(({ instancePath, message, params }) => {
        const extra = 'additionalProperty' in params ? ` (${String(params['additionalProperty'])})` : '';
        return `${instancePath.slice(1).replaceAll('/', '.') || 'top level'}: ${message ?? ''}${extra}`;
      });
  if (wrong.length > 0)
    throw new Error(`${file} is not a scenario:\n  ${wrong.join('\n  ')}\nSee docs/rehearsal.md.`);
  const here = (folder: string): string => path.resolve(path.dirname(file), folder);
  const absolute: Scenario = {
    ...scenario,
    file,
    projects: scenario.projects.map((project) => ({
      ...project,
      folder: here(project.folder),
      secret: { ...project.secret, name: project.secret.name ?? `${project.name}-docker-hub` },
    })),
    steps: scenario.steps.map((step) => ({
      ...step,
      changes: step.changes.map((change) =>
        change.folder === undefined ? change : { ...change, folder: here(change.folder) },
      ),
    })),
  };
  const folders = [
    ...absolute.projects.map(({ folder }) => folder),
    ...absolute.steps.flatMap((step) => step.changes.flatMap(({ folder }) => folder ?? [])),
  ];
  const missing = folders.filter((folder) => !existsSync(folder));
  if (missing.length > 0) throw new Error(`${file} names folders that do not exist: ${missing.join(', ')}`);
  return absolute;
}
