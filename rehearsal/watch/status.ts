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

/** Every build of the live changes that has started. */
export async function runningBuilds(namespaces: Namespaces): Promise<readonly RunningBuild[]> {
  const status = await zuulApi<Status>(namespaces, 'status');
  return (status?.pipelines ?? []).flatMap((pipeline) =>
    pipeline.change_queues
      .flatMap((queue) => queue.heads.flat())
      .filter((item) => item.live)
      .flatMap((item) =>
        item.jobs.flatMap((job) => {
          if (job.uuid === null || job.elapsed_time === null) return [];
          const running = job.paused === true ? 'paused' : phaseOf(namespaces.state, job.uuid);
          return {
            uuid: job.uuid,
            pipeline: pipeline.name,
            change: Number(item.refs[0]?.id.split(',')[0]),
            job: job.name,
            doing: job.result ?? running,
            seconds: Math.round(job.elapsed_time / 1000),
          };
        }),
      ),
  );
}
