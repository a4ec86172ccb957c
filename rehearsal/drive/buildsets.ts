import type { Namespaces } from '../stage/namespaces';
import { zuulApi } from '../stage/zuul/services';

/** What a build tells others: here, an image. */
export interface Artifact {
  readonly name: string;
  readonly url: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** One run of a job, as Zuul's database knows it. */
export interface Build {
  readonly uuid: string;
  readonly job_name: string;
  readonly result: string;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly duration: number | null;
  readonly artifacts: readonly Artifact[];
  readonly error_detail: string | null;
}

/** All builds of one change in one pipeline. */
export interface Buildset {
  readonly uuid: string;
  readonly result: string;
  readonly message: string | null;
  readonly builds: readonly Build[];
}

/** The finished buildset of a change in a pipeline, or undefined while there is none. */
export async function finishedBuildset(
  namespaces: Namespaces,
  change: number,
  pipeline: string,
): Promise<Buildset | undefined> {
  const query = `buildsets?change=${change}&pipeline=${pipeline}&complete=true&limit=1`;
  const [found] = (await zuulApi<readonly { readonly uuid: string }[]>(namespaces, query)) ?? [];
  return found === undefined ? undefined : zuulApi<Buildset>(namespaces, `buildset/${found.uuid}`);
}
