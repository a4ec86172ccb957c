import type { Site } from '../../model/site';
import type { Configuration, Stanza } from '../stanzas/configuration';
import type { Finding } from '../reading/finding';
import { grouped } from '../words/grouped';
import type { JobView } from './job-view';

/** What a rule looks at. */
export interface Context {
  readonly stanzas: readonly Stanza[];
  readonly configuration: Configuration;
  readonly views: readonly JobView[];
  readonly site: Pick<Site, 'prefix' | 'pipelines' | 'publish-before-review'>;
}

/** A rule, by the code under which its findings appear: a function from everything read to what is wrong with it. */
export interface Rule {
  readonly code: string;
  /** One sentence, as SARIF shows it. */
  readonly summary: string;
  readonly check: (context: Context) => readonly Omit<Finding, 'code'>[];
}

/** The jobs of each pipeline of each project, and those that are in no pipeline by repository. */
export const buildsets = ({ views }: Context): readonly (readonly JobView[])[] =>
  grouped(views, ({ use, place }) => use?.project ?? place.source.root).flatMap((ofProject) =>
    grouped(ofProject, ({ use }) => use?.pipeline),
  );
