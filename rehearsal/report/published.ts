import { mergedAs } from '../drive/changes';
import { titleOf } from '../drive/items';
import type { Outcome } from '../drive/steps';
import { gitOutput } from '../seed/git';
import { readNotifications, type Notification } from '../stage/docker-hub/notifications';
import { readEngineRecord } from '../stage/engine-record';
import type { Check, Evidence } from './checks';
import { compareContent } from './content';
import { builtImages, digestAtIntermediate, publishes, stagedTag, type BuiltImage } from './images';
import { containersOf, digestAt, nodesOf, pushesOf, timesOf, type Push } from './record';
import { storedImage, type Storage } from './stored-image';

const short = (digest: string | undefined): string => digest?.replace(/^(sha256:.{12}).*/, '$1') ?? 'nothing';

const nameOf = ({ outcome, repository, tag, build }: BuiltImage): string =>
  `${repository}:${tag} of ${titleOf(outcome.item)} (${build.job_name} in ${outcome.pipeline})`;

/** What the engines of a build's nodes have done while it ran. */
function ownEvents<T extends { readonly at: number }>(
  { stage }: Evidence,
  { build }: Pick<BuiltImage, 'build'>,
  read: (events: ReturnType<typeof readEngineRecord>) => readonly T[],
): readonly T[] {
  const { state } = stage.namespaces;
  const addresses = nodesOf(state, build);
  const { start, end } = timesOf(build);
  return stage.nodes
    .filter(({ address }) => addresses.includes(address))
    .flatMap((node) => read(readEngineRecord(state, node)))
    .filter(({ at }) => at >= start && at <= end);
}

/** What the build pushed under the name of an image, last. */
const pushOf = (evidence: Evidence, image: BuiltImage): Push | undefined =>
  ownEvents(evidence, image, pushesOf)
    .filter(({ repository, tag }) => repository === image.repository && tag === image.tag)
    .at(-1);

/** What is wrong with an image in a registry, beside what the engine has pushed. */
function difference(
  { stage }: Evidence,
  image: BuiltImage,
  push: Push | undefined,
  storage: Storage,
  digest: string | undefined,
): readonly string[] {
  const found = digest === undefined ? undefined : storedImage(stage.namespaces.state, storage, digest);
  if (push?.image === undefined) return [`${nameOf(image)}: no engine of the build's nodes has pushed it`];
  if (found === undefined) return [`${nameOf(image)}: ${storage} has ${short(digest)}, which is not there`];
  if (found.ids.has(push.image)) return [];
  const change = found.labels['org.zuul-ci.change'];
  const whose = change === undefined ? '' : `, built of change ${change}`;
  return [
    `${nameOf(image)}: the build pushed image ${short(push.image)}, but ${storage} has another one (${short(digest)}${whose})`,
  ];
}

/** What every build tells and keeps is what its engine has pushed. */
export async function checkKept(evidence: Evidence): Promise<Check> {
  const images = builtImages(evidence.outcomes);
  const problems: string[] = [];
  for (const image of images) {
    const kept = await digestAtIntermediate(evidence.stage.namespaces, image.artifact);
    problems.push(...difference(evidence, image, pushOf(evidence, image), 'intermediate', kept));
    if (kept !== image.digest)
      problems.push(`${nameOf(image)}: kept ${short(kept)}, but told ${short(image.digest)}`);
  }
  return { name: `what is kept for others is what the build pushed (${images.length} images)`, problems };
}

/** Commit of the branch with everything that an outcome's images were built of. */
async function commitOf({ stage }: Evidence, { item, buildset }: Outcome): Promise<string | undefined> {
  if (item.change === undefined) return item.commit;
  const changes = buildset.refs
    .filter(({ project }) => project === item.project)
    .flatMap(({ change }) => change ?? []);
  const { state } = stage.namespaces;
  const merged = await Promise.all(changes.map((change) => mergedAs(stage.namespaces, item.project, change)));
  // of a dependency cycle, every image has the changes of all
  const branch = (await gitOutput(state, item.project, 'rev-list', '--first-parent', 'main')).split('\n');
  return branch.find((commit) => merged.includes(commit));
}

/** The image that an outcome has published under its final name. */
async function checkOne(
  evidence: Evidence,
  notifications: readonly Notification[],
  publishing: Outcome,
  image: BuiltImage,
): Promise<{ readonly compared: number; readonly problems: readonly string[] }> {
  const { stage, scenario } = evidence;
  const { state } = stage.namespaces;
  const end = Math.max(...publishing.buildset.builds.map((build) => timesOf(build).end));
  const digest = digestAt(notifications, image, end);
  const problems = [...difference(evidence, image, pushOf(evidence, image), 'docker-hub', digest)];
  if (digest !== image.digest)
    problems.push(`${nameOf(image)}: published ${short(digest)}, but the build told ${short(image.digest)}`);
  const { project } = publishing.item;
  const contexts = new Map(
    scenario.projects
      .find(({ name }) => name === project)
      ?.published.map(({ repository, context }) => [repository, context] as const),
  );
  const commit = await commitOf(evidence, image.outcome);
  const stored = digest === undefined ? undefined : storedImage(state, 'docker-hub', digest);
  if (stored === undefined || commit === undefined) return { compared: 0, problems };
  const content = await compareContent(stored, image.repository, { state, project, commit, contexts });
  problems.push(...content.problems.map((problem) => `${nameOf(image)} as published: ${problem}`));
  return { compared: content.compared, problems };
}

/** What is published is what the build pushed, and has the files of the commit that it was built of. */
export async function checkPublished(evidence: Evidence): Promise<Check> {
  const notifications = readNotifications(evidence.stage.namespaces.state);
  const problems: string[] = [];
  let compared = 0;
  let files = 0;
  for (const publishing of evidence.outcomes.filter(publishes)) {
    const { item, pipeline } = publishing;
    const source =
      pipeline === 'promote'
        ? evidence.outcomes.filter((one) => one.pipeline === 'gate' && one.item.change === item.change)
        : [publishing];
    const images = builtImages(source);
    if (images.length === 0 && pipeline === 'promote')
      problems.push(`the gate's builds of ${titleOf(item)} returned no image`);
    for (const image of images) {
      const found = await checkOne(evidence, notifications, publishing, image);
      compared += 1;
      files += found.compared;
      problems.push(...found.problems);
    }
  }
  const name = `what is published is what the build pushed (${compared} images by digest, ${files} of their files by content)`;
  return { name, problems };
}

/** What waits for promotion is what the build pushed, also where the gate refused the change afterwards. */
export function checkStaged(evidence: Evidence): Check {
  const notifications = readNotifications(evidence.stage.namespaces.state);
  const images = builtImages(evidence.outcomes.filter(({ pipeline }) => pipeline === 'gate'));
  const problems = images.flatMap((image) => {
    const staged = { repository: image.repository, tag: stagedTag(image.outcome, image.tag) };
    const digest = digestAt(notifications, staged, timesOf(image.build).end);
    return digest === undefined
      ? []
      : difference(evidence, image, pushOf(evidence, image), 'docker-hub', digest);
  });
  return { name: `what was staged is what the build pushed (${images.length} images)`, problems };
}

/** Where a job ran an image that its buildset had built, that was the image of its own change. */
export function checkTested(evidence: Evidence): Check {
  let compared = 0;
  const problems = evidence.outcomes.flatMap((outcome) => {
    const names = builtImages([outcome]).map(({ repository, tag }) => `${repository}:${tag}`);
    const own = outcome.item.change;
    return outcome.buildset.builds.flatMap((build) =>
      ownEvents(evidence, { build }, containersOf)
        .filter(({ image }) => own !== undefined && names.includes(image))
        .flatMap(({ image, change }) => {
          compared += 1;
          return change === String(own)
            ? []
            : [
                `${build.job_name} of ${titleOf(outcome.item)} in ${outcome.pipeline} ran ${image} of change ${change}`,
              ];
        }),
    );
  });
  return { name: `jobs ran the images of their own change (${compared} containers)`, problems };
}
