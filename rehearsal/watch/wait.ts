import { CommandError } from '../command';
import type { Pipeline } from '../scenario/schema';
import type { Stage } from '../stage';
import type { CommandLines } from './command-lines';
import type { Progress } from './progress';
import { finishedBuild, liveItems } from './status';
import { finishedBuildset, type Buildset } from '../drive/buildsets';
import { isItem, titleOf, type Item } from '../drive/items';

/** Who looks on while a step runs. */
export interface Audience {
  readonly progress: Progress;
  readonly commandLines: CommandLines;
}

const longestWait = 900;

/** Waits until items have a result in a pipeline; tells meanwhile what their builds do. */
export const waitFor = async (
  stage: Stage,
  pipeline: Pipeline,
  items: readonly Item[],
  audience: Audience,
): Promise<readonly Buildset[]> => {
  const end = Date.now() + longestWait * 1000;
  const found = new Map<Item, Buildset>();
  for (;;) {
    audience.commandLines.look();
    const live = await liveItems(stage.namespaces);
    audience.progress.builds(live.flatMap(({ builds }) => builds));
    const isLive = (item: Item): boolean =>
      live.some((other) => other.pipeline === pipeline && other.ids.some((id) => isItem(item, id)));
    for (const item of items.filter((one) => !found.has(one) && !isLive(one))) {
      const buildset = await finishedBuildset(stage.namespaces, item, pipeline);
      if (buildset === undefined) continue;
      found.set(item, buildset);
      audience.progress.builds(buildset.builds.map((build) => finishedBuild(build, pipeline)));
    }
    const missing = items.filter((item) => !found.has(item));
    if (missing.length === 0) return items.flatMap((item) => found.get(item) ?? []);
    if (Date.now() > end)
      throw new CommandError(
        `${pipeline} of ${missing.map(titleOf).join(', ')} has no result after ${longestWait} s; see Zuul's page or its logs`,
      );
    await new Promise((done) => setTimeout(done, 1000));
  }
};

/** Waits until Zuul has nothing left to do: what a scenario leaves would hold nodes of the next one. */
export const settle = async (stage: Stage, { commandLines, progress }: Audience): Promise<void> => {
  const end = Date.now() + longestWait * 1000;
  for (;;) {
    const live = await liveItems(stage.namespaces);
    if (live.length === 0) return;
    commandLines.look();
    progress.builds(live.flatMap(({ builds }) => builds));
    if (Date.now() > end) throw new CommandError(`Zuul is still busy after ${longestWait} s`);
    await new Promise((done) => setTimeout(done, 1000));
  }
};
