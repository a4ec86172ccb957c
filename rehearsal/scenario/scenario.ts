import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { refuseErrors } from '../../generator/diagnostics';
import { readSource, schemaProblems, type Path } from '../../generator/source';
import { pathText } from '../../generator/validate/words/check';
import { wrongNames } from './names';
import { scenarioSchema, type Pipeline } from './schema';

/** What a commit changes: files copied from a folder, and files by their text (null deletes one). */
export interface Content {
  readonly folder?: string;
  readonly files?: Readonly<Record<string, string | null>>;
}

/** An image that was published before the rehearsal begins, built from the project's first content. */
export interface PublishedImage {
  readonly repository: string;
  readonly context: string;
  readonly tag: string;
}

/** The secret of a project, and the file that it is written to; under a `registry` the account is that of container jobs. */
export interface Secret {
  readonly name: string;
  readonly file: string;
  readonly registry?: string;
}

/** A repository under test. */
export interface Project {
  readonly name: string;
  readonly folder: string;
  /** Secret with the account at Docker Hub that the project's jobs name; it is made for the rehearsal. */
  readonly secret: Secret;
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

/** What the schema fills in. */
const withDefaults = (scenario: Scenario): Scenario => {
  new Ajv({ useDefaults: true, strict: true, allowUnionTypes: true }).compile(scenarioSchema)(scenario);
  return scenario;
};

/** Reads a scenario; folders in it are relative to its file. Throws with every mistake in it, by line and column. */
export const readScenario = (file: string): Scenario => {
  if (!existsSync(file)) throw new Error(`there is no scenario ${file}`);
  const source = readSource(file, readFileSync(file, 'utf8'), { code: 'scenario' });
  refuseErrors(source.syntaxProblems);
  const scenario = source.document.toJS() as Scenario;
  refuseErrors(schemaProblems(source, scenarioSchema, scenario));
  withDefaults(scenario);
  refuseErrors(wrongNames(scenario).map(({ path, message, hint }) => source.finding(path, message, hint)));
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
  const missing = foldersOf(absolute).filter(([, folder]) => !existsSync(folder));
  refuseErrors(
    missing.map(([place, folder]) =>
      source.finding(place, `${pathText(place)}: there is no folder ${folder}`),
    ),
  );
  return absolute;
};

/** The folders that a scenario names, and where it does. */
const foldersOf = ({ projects, steps }: Scenario): readonly (readonly [Path, string])[] => [
  ...projects.map(({ folder }, index) => [['projects', index, 'folder'], folder] as const),
  ...steps.flatMap(({ changes }, step) =>
    changes.flatMap(({ folder }, index) =>
      folder === undefined ? [] : [[['steps', step, 'changes', index, 'folder'], folder] as const],
    ),
  ),
];
