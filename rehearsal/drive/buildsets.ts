import type { Namespaces } from '../hosts/namespaces';
import { zuulApi } from '../stage/zuul/services';
import type { Item } from './items';

/** What a build tells others: here, an image. */
export interface Artifact {
  readonly name: string;
  readonly url: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a build was made for. */
export interface Ref {
  readonly project: string;
  readonly change: number | null;
  readonly newrev: string | null;
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
  readonly ref: Ref;
}

/** All builds of one item in one pipeline. */
export interface Buildset {
  readonly uuid: string;
  readonly result: string;
  readonly message: string | null;
  /** The change, or all changes of a dependency cycle. */
  readonly refs: readonly Ref[];
  readonly builds: readonly Build[];
}

const isOf = ({ change, commit }: Item, ref: Ref): boolean =>
  change === undefined ? ref.newrev === commit : ref.change === change;

/** Builds of one change of a cycle: its own, and those that Zuul has made once for several. */
export const buildsOf = (item: Item, builds: readonly Build[]): readonly Build[] => {
  const own = builds.filter(({ ref }) => isOf(item, ref));
  return builds.filter(
    (build) => own.includes(build) || !own.some((other) => other.job_name === build.job_name),
  );
};

/** The last finished buildset of an item in a pipeline, or undefined while there is none. */
export const finishedBuildset = async (
  namespaces: Namespaces,
  item: Item,
  pipeline: string,
): Promise<Buildset | undefined> => {
  const which =
    item.change === undefined
      ? `project=${encodeURIComponent(item.project)}&newrev=${item.commit}`
      : `change=${item.change}`;
  const query = `buildsets?${which}&pipeline=${pipeline}&complete=true&limit=1`;
  const [found] = (await zuulApi<readonly { readonly uuid: string }[]>(namespaces, query)) ?? [];
  if (found === undefined || found.uuid === item.after) return undefined;
  const buildset = await zuulApi<Buildset>(namespaces, `buildset/${found.uuid}`);
  return buildset && { ...buildset, builds: buildsOf(item, buildset.builds ?? []) };
};
