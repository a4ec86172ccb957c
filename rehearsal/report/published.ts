import { mergedAs } from '../drive/changes';
import { titleOf } from '../drive/items';
import type { Outcome } from '../watch/run-steps';
import { gitOutput } from '../seed/git';
import { readNotifications, type Notification } from '../stage/docker-hub/notifications';
import { compareContent } from './content';
import type { Check, Evidence } from './evidence';
import { builtImages, publishes, type BuiltImage } from './images';
import { difference, nameOf, pushOf, short } from './pushed';
import { digestAt, timesOf } from './record';
import { storedImage } from './stored-image';

/** Commit of the branch with everything that an outcome's images were built of. */
const commitOf = async ({ stage }: Evidence, { item, buildset }: Outcome): Promise<string | undefined> => {
  if (item.change === undefined) return item.commit;
  const changes = buildset.refs
    .filter(({ project }) => project === item.project)
    .flatMap(({ change }) => change ?? []);
  const { state } = stage.namespaces;
  const merged = await Promise.all(changes.map((change) => mergedAs(stage.namespaces, item.project, change)));
  // of a dependency cycle, every image has the changes of all
  const branch = (await gitOutput(state, item.project, 'rev-list', '--first-parent', 'main')).split('\n');
  return branch.find((commit) => merged.includes(commit));
};

/** The image that an outcome has published under its final name. */
const checkOne = async (
  evidence: Evidence,
  notifications: readonly Notification[],
  publishing: Outcome,
  image: BuiltImage,
): Promise<{ readonly compared: number; readonly problems: readonly string[] }> => {
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
};

/** What is published is what the build pushed, and has the files of the commit that it was built of. */
export const checkPublished = async (evidence: Evidence): Promise<Check> => {
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
};
