import { titleOf } from '../drive/items';
import { readNotifications } from '../stage/docker-hub/notifications';
import type { Check, Evidence } from './evidence';
import { builtImages, digestAtIntermediate, stagedTag } from './images';
import { difference, nameOf, ownEvents, pushOf, short } from './pushed';
import { containersOf, digestAt, timesOf } from './record';

/** What every build tells and keeps is what its engine has pushed. */
export const checkKept = (evidence: Evidence): Check => {
  const images = builtImages(evidence.outcomes);
  const problems: string[] = [];
  for (const image of images) {
    const kept = digestAtIntermediate(evidence.stage.namespaces.state, image.artifact);
    problems.push(...difference(evidence, image, pushOf(evidence, image), 'intermediate', kept));
    if (kept !== image.digest)
      problems.push(`${nameOf(image)}: kept ${short(kept)}, but told ${short(image.digest)}`);
  }
  return { name: `what is kept for others is what the build pushed (${images.length} images)`, problems };
};

/** What waits for promotion is what the build pushed, also where the gate refused the change afterwards. */
export const checkStaged = (evidence: Evidence): Check => {
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
};

/** Where a job ran an image that its buildset had built, that was the image of its own change. */
export const checkTested = (evidence: Evidence): Check => {
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
};
