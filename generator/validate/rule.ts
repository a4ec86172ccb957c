import type { Site } from '../model/site';
import type { Configuration, JobUse } from './configuration';
import type { Finding } from './finding';
import type { JobView } from './job-view';

/** What a rule looks at. */
export interface Context {
  readonly configuration: Configuration;
  readonly views: readonly JobView[];
  readonly site: Pick<Site, 'prefix' | 'promote-pipeline'>;
}

/** A rule, by the code under which its findings appear: a function from everything read to what is wrong with it. */
export interface Rule {
  readonly code: string;
  /** One sentence, as SARIF shows it. */
  readonly summary: string;
  readonly check: (context: Context) => readonly Omit<Finding, 'code'>[];
}

/** The same for all stanzas of one project: where it is, and whose project it is. */
export const projectOf = ({ project }: JobUse): string => {
  const name = project.content.entries.get('name')?.value;
  return `${project.source.root}\n${name?.kind === 'scalar' ? String(name.value) : ''}`;
};

/** The jobs of each pipeline of each project. */
export const buildsets = ({ views }: Context): readonly (readonly JobView[])[] => {
  const groups = new Map<string, JobView[]>();
  for (const view of views) {
    if (!view.use) continue;
    const key = `${projectOf(view.use)}\n${view.use.pipeline}`;
    const group = groups.get(key);
    if (group) group.push(view);
    else groups.set(key, [view]);
  }
  return [...groups.values()];
};
