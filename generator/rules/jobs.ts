import type { JobDefinition } from '../model/job';
import type { Library } from '../model/library';
import { sourceOf } from '../model/source';

/** A job with the place of its definition. */
export interface LocatedJob {
  readonly where: string;
  readonly job: JobDefinition;
}

/** The jobs of a library in the order in which Zuul reads them. */
export const jobsOf = (library: Library): readonly LocatedJob[] =>
  library.zuul.flatMap((file) =>
    file.items.flatMap((item) =>
      'definition' in item
        ? [
            {
              where: `${sourceOf(library).zuulFile(file.name)}: job "${item.definition.name}"`,
              job: item.definition,
            },
          ]
        : [],
    ),
  );
