import type { Build } from '../drive/buildsets';
import { shortName } from '../drive/items';
import type { Namespaces } from '../hosts/namespaces';
import { zuulApi } from '../stage/zuul/services';
import { phaseOf } from './phase';

/** What a build does at the moment. */
export interface RunningBuild {
  readonly uuid: string;
  readonly pipeline: string;
  /** Number of the change (of all, in a cycle), or the beginning of a commit. */
  readonly item: string;
  readonly job: string;
  /** A phase, "paused", or the result. */
  readonly doing: string;
  readonly seconds: number;
}

/** The same for a build that has ended, from Zuul's database. */
export const finishedBuild = (build: Build, pipeline: string): RunningBuild => {
  const { uuid, job_name: job, result, duration, ref } = build;
  const item = ref.change === null ? shortName(ref.newrev ?? '') : String(ref.change);
  return { uuid, pipeline, item, job, doing: result, seconds: Math.round(duration ?? 0) };
};

interface Job {
  readonly name: string;
  readonly uuid: string | null;
  readonly result: string | null;
  readonly paused: boolean | null;
  readonly elapsed_time: number | null;
}

interface StatusItem {
  readonly live: boolean;
  readonly refs: readonly { readonly id: string }[];
  readonly jobs: readonly Job[];
}

interface Status {
  readonly pipelines: readonly {
    readonly name: string;
    readonly change_queues: readonly { readonly heads: readonly (readonly StatusItem[])[] }[];
  }[];
}

/** What is in a pipeline at the moment, with the builds that have started. */
export interface LiveItem {
  readonly pipeline: string;
  /** Zuul's names of its changes (number and patch set) or of its branch (commit). */
  readonly ids: readonly string[];
  readonly builds: readonly RunningBuild[];
}

/** What is in Zuul's pipelines; nothing while Zuul does not answer. */
export const liveItems = async (namespaces: Namespaces): Promise<readonly LiveItem[]> => {
  const status = await zuulApi<Status>(namespaces, 'status');
  return status === undefined ? [] : liveItemsOf(status, namespaces.state);
};

/** What Zuul works on, without the items that only stand before others. */
export const liveItemsOf = ({ pipelines }: Status, state: string): readonly LiveItem[] =>
  pipelines.flatMap(({ name, change_queues: queues }) =>
    queues
      .flatMap((queue) => queue.heads.flat())
      .filter((item) => item.live)
      .map((item) => {
        const ids = item.refs.map(({ id }) => id);
        return { pipeline: name, ids, builds: startedBuilds(state, item, name) };
      }),
  );

const startedBuilds = (state: string, item: StatusItem, pipeline: string): readonly RunningBuild[] => {
  const name = item.refs.map(({ id }) => shortName(id)).join('+');
  return item.jobs.flatMap((job) => {
    if (job.uuid === null || job.elapsed_time === null) return [];
    const doing = job.result ?? (job.paused === true ? 'paused' : phaseOf(state, job.uuid));
    const seconds = Math.round(job.elapsed_time / 1000);
    return [{ uuid: job.uuid, pipeline, item: name, job: job.name, doing, seconds }];
  });
};
