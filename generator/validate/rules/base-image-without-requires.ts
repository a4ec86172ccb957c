import { mayRunTogether } from '../stanzas/branches';
import type { Finding } from '../reading/finding';
import { grouped } from '../words/grouped';
import { imageListOf, shortReference, type ListedImage } from '../views/image-list';
import { artifactNames, type JobView } from '../views/job-view';
import { isForChanges } from '../views/pipelines';
import { buildsets, type Rule } from '../views/rule';
import { waitingIn } from '../views/waiting';
import { basesOf } from './base-images';
import { byReference, inProject, producedBy, sameProject } from './promotion';

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

const wayOut = (makers: readonly JobView[], beside: JobView | undefined): string => {
  if (beside) return `Add to it: dependencies: [${beside.name}].`;
  const provided = makers.flatMap((maker) => artifactNames(maker, 'provides'))[0];
  return provided
    ? `Add to it: requires: ${provided}.`
    : `Give ${listed([...new Set(makers.map(({ name }) => `"${name}"`))])} a name under provides, and this job the same under requires.`;
};

/** An image of a job, and an image that it is built from and that somebody makes. */
interface Dependence {
  readonly view: JobView;
  readonly image: ListedImage;
  readonly base: string;
  readonly line: number;
  readonly maker: string;
  readonly hint: string;
  readonly proven: boolean;
}

/** One finding for a job and a base image, whatever number of images and pipelines it is about. */
const told = (group: readonly Dependence[]): readonly Omit<Finding, 'code'>[] => {
  const [first, ...others] = group;
  if (!first) return [];
  const { view, base, line, maker } = first;
  const indices = [...new Set(group.map(({ image }) => image.index))];
  const several = indices.length > 1;
  const images = `${view.family.images}${listed(indices.map((index) => `[${index}]`))}`;
  const built = several ? 'are built' : 'is built';
  const where = `line ${line} of ${several ? 'the Dockerfile of the first' : 'its Dockerfile'}`;
  const hints = grouped(group, ({ hint }) => hint).map(([each]) => each ?? first);
  const inPipeline = ({ view: { use }, hint }: Dependence) => `${use ? `In ${use.pipeline}: ` : ''}${hint}`;
  const also = [...new Set(others.map((each) => each.view.place))].filter((place) => place !== view.place);
  return [
    {
      severity: group.some(({ proven }) => proven) ? 'error' : 'warning',
      place: view.place,
      ...(also.length > 0 ? { also } : {}),
      message: `${images} of "${view.name}" ${built} FROM ${shortReference(base)} (${where}), which "${maker}" makes, but the job does not ask for it`,
      hint: hints.length > 1 ? hints.map(inPipeline).join(' ') : first.hint,
    },
  ];
};

/** An image that is built from another one has to wait for it and to get it, or it is built from the published one. */
export const baseImageWithoutRequires: Rule = {
  code: 'base-image-without-requires',
  summary: 'An image is built from another image of these projects, but its job does not ask for that one.',
  check: (context) => {
    const isBuilder = ({ kind }: JobView) => kind === 'build' || kind === 'upload';
    const producers = byReference(context.views.filter(isBuilder));
    const found = buildsets(context).flatMap((group) => {
      const waitingFor = waitingIn(group);
      return group.filter(isBuilder).flatMap((view) => {
        const own = producedBy(view);
        const required = new Set(artifactNames(view, 'requires'));
        const asksFor = (maker: JobView) =>
          artifactNames(maker, 'provides').some((name) => required.has(name)) ||
          (sameProject(maker, view) && waitingFor(maker.name).has(view));
        return (imageListOf(view)?.images ?? []).flatMap((image) =>
          basesOf(view, image).flatMap(({ canonical: base, line, certain }): Dependence[] => {
            const makers = (producers.get(base) ?? []).filter(
              (maker) => maker.name !== view.name && mayRunTogether(maker, view),
            );
            const [first] = makers;
            if (own.has(base) || !first || makers.some(asksFor)) return [];
            const beside = makers.find((maker) => group.includes(maker));
            return [
              {
                ...{ view, image, base, line, maker: (beside ?? first).name },
                hint: wayOut(makers, beside && view.use ? beside : undefined),
                proven: certain && inProject(view) && isForChanges(context, view.use?.pipeline ?? ''),
              },
            ];
          }),
        );
      });
    });
    return grouped(found, ({ view, base }) => `${view.place.source.root}\n${view.name}\n${base}`).flatMap(
      told,
    );
  },
};
