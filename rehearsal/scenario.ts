import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { wrongNames } from './scenario-names';
import { scenarioSchema, type Pipeline } from './scenario-schema';
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
