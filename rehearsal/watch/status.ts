import type { Build } from '../drive/buildsets';
import type { Namespaces } from '../stage/namespaces';
import { zuulApi } from '../stage/zuul/services';
import { phaseOf } from './phase';

/** What a build does at the moment. */
export interface RunningBuild {
  readonly uuid: string;
  readonly pipeline: string;
  readonly change: number;
  readonly job: string;
  /** A phase, "paused", or the result. */
  readonly doing: string;
  readonly seconds: number;
}

/** The same for a build that has ended, from Zuul's database. */
export function finishedBuild(build: Build, pipeline: string, change: number): RunningBuild {
  const { uuid, job_name: job, result, duration } = build;
  return { uuid, pipeline, change, job, doing: result, seconds: Math.round(duration ?? 0) };
}

interface Job {
  readonly name: string;
  readonly uuid: string | null;
  readonly result: string | null;
  readonly paused: boolean | null;
  readonly elapsed_time: number | null;
}

interface Item {
  readonly live: boolean;
  readonly refs: readonly { readonly id: string }[];
  readonly jobs: readonly Job[];
}

interface Status {
  readonly pipelines: readonly {
    readonly name: string;
    readonly change_queues: readonly { readonly heads: readonly (readonly Item[])[] }[];
  }[];
}

/** A change that is in a pipeline at the moment, with the builds that have started. */
export interface LiveItem {
  readonly pipeline: string;
  readonly change: number;
  readonly builds: readonly RunningBuild[];
}

/** What is in Zuul's pipelines. */
export async function liveItems(namespaces: Namespaces): Promise<readonly LiveItem[]> {
  const status = await zuulApi<Status>(namespaces, 'status');
  return (status?.pipelines ?? []).flatMap(({ name, change_queues: queues }) =>
    queues
      .flatMap((queue) => queue.heads.flat())
      .filter((item) => item.live)
      .map((item) => {
        const change = Number(item.refs[0]?.id.split(',')[0]);
        return { pipeline: name, change, builds: startedBuilds(namespaces.state, item, name, change) };
      }),
  );
}

function startedBuilds(state: string, item: Item, pipeline: string, change: number): readonly RunningBuild[] {
  return item.jobs.flatMap((job) => {
    if (job.uuid === null || job.elapsed_time === null) return [];
    const doing = job.result ?? (job.paused === true ? 'paused' : phaseOf(state, job.uuid));
    const seconds = Math.round(job.elapsed_time / 1000);
    return [{ uuid: job.uuid, pipeline, change, job: job.name, doing, seconds }];
  });
}
