import { valuesAlong } from '../views/chain';
import { bareName } from '../stanzas/configuration';
import type { Finding } from '../reading/finding';
import { artifactNames, attributeOf, collected, nameIn, type JobView } from '../views/job-view';
import { itemsOf } from '../reading/located';
import { isForChanges } from '../views/pipelines';
import type { Context, Rule } from '../views/rule';
import { withSameImages, type Finder } from './same-images';

type Found = Omit<Finding, 'code'>;

/** An attribute that decides what is built, or who gets it. */
interface Compared {
  readonly name: string;
  readonly valuesOf: (view: JobView) => readonly string[];
  /** Whether it has a meaning only where changes wait for each other. */
  readonly forChanges?: true;
  /** Whether an upload job may have more of it than the build job: it logs in, and the like. */
  readonly mayBeMore?: true;
}

const namesIn = (attribute: string) => (view: JobView) =>
  collected(view, attribute, 'override').flatMap((item) => nameIn(item) ?? []);

const compared: readonly Compared[] = [
  { name: 'requires', valuesOf: (view) => artifactNames(view, 'requires'), forChanges: true },
  { name: 'provides', valuesOf: (view) => artifactNames(view, 'provides'), forChanges: true },
  { name: 'pre-run', valuesOf: namesIn('pre-run'), mayBeMore: true },
  { name: 'required-projects', valuesOf: (view) => namesIn('required-projects')(view).map(bareName) },
];

/** Values that the jobs of one kind have, and those of the other do not, for the same images. */
const lackingIn = (
  view: JobView,
  others: readonly JobView[],
  peers: readonly JobView[],
  valuesOf: Compared['valuesOf'],
): readonly string[] => {
  const own = new Set(peers.concat(view).flatMap(valuesOf));
  return [...new Set(others.flatMap(valuesOf))].filter((value) => !own.has(value));
};

const lacks = (view: JobView, other: JobView, name: string, lacking: readonly string[]): Found => {
  const mistaken = { requires: 'provides', provides: 'requires' }[name];
  const swapped = mistaken !== undefined && lacking.every((value) => namesIn(mistaken)(view).includes(value));
  return {
    severity: 'warning',
    place: attributeOf(view, swapped ? mistaken : name)?.place ?? view.definedAt,
    message: `${name} of "${view.name}" lacks ${lacking.join(', ')}, which "${other.name}" has for the same images`,
    hint: swapped
      ? `Move it from ${mistaken} to ${name}.`
      : `Add to it: ${name}: ${lacking.length > 1 ? `[${lacking.join(', ')}]` : (lacking[0] ?? '')}.`,
  };
};

/** What the jobs of one kind lack of what those of another have. */
const differences = (
  context: Context,
  views: readonly JobView[],
  othersOf: Finder,
  peersOf: Finder,
  isUpload: boolean,
): readonly Found[] =>
  views.flatMap((view) => {
    const others = othersOf(view);
    const [other] = others;
    if (!other) return [];
    const peers = [...new Set(others.flatMap(peersOf))];
    const forChanges = (each: JobView) => !each.use || isForChanges(context, each.use.pipeline);
    return compared.flatMap(({ name, valuesOf, forChanges: onlyThere, mayBeMore }) => {
      const counted = onlyThere ? others.filter(forChanges) : others;
      if ((onlyThere && !forChanges(view)) || (mayBeMore && !isUpload)) return [];
      // Another name is told of the upload job, to which the build job's counts.
      if (
        name === 'provides' &&
        !isUpload &&
        counted.some((each) => lackingIn(each, [view], [], valuesOf).length > 0)
      )
        return [];
      const lacking = lackingIn(view, counted, peers, valuesOf)
        // What stands in the wrong attribute of the other job is told there.
        .filter(
          (value) => name !== 'provides' || isUpload || !artifactNames(view, 'requires').includes(value),
        );
      const has = counted.find((each) => lacking.some((value) => valuesOf(each).includes(value)));
      return has ? [lacks(view, has, name, lacking)] : [];
    });
  });

/** The projects that may use a job: those that it and all of its parents name. */
const allowedIn = (view: JobView): readonly string[] | undefined => {
  const lists = [...valuesAlong(view.chain, 'allowed-projects')].map((value) =>
    itemsOf(value)
      .flatMap((item) => nameIn(item) ?? [])
      .map(bareName),
  );
  const [first, ...others] = lists;
  return first?.filter((name) => others.every((list) => list.includes(name)));
};

/** A project that may use one of the jobs and not the other. */
const notAllowed = (view: JobView, other: JobView): readonly Found[] => {
  const [own, theirs] = [allowedIn(view), allowedIn(other)];
  if (!own || !theirs) return [];
  const lacking = theirs.filter((name) => !own.includes(name));
  return lacking.length > 0 ? [lacks(view, other, 'allowed-projects', lacking)] : [];
};

/** What build, upload and promote jobs of the same images have in common: what is tested is what is published. */
export const imageJobsDiffer: Rule = {
  code: 'image-jobs-differ',
  summary: 'Build, upload and promote jobs of the same images require, provide or allow different things.',
  check: (context) => {
    const { views } = context;
    const of = (kind: JobView['kind']) => views.filter((view) => view.kind === kind);
    const [builds, uploads] = [withSameImages(views, 'build'), withSameImages(views, 'upload')];
    const pairs: readonly (readonly [readonly JobView[], Finder])[] = [
      [of('upload'), builds],
      [of('promote'), uploads],
    ];
    return [
      ...differences(context, of('upload'), builds, uploads, true),
      ...differences(context, of('build'), uploads, builds, false),
      ...pairs.flatMap(([own, othersOf]) =>
        own.flatMap((view) =>
          othersOf(view).flatMap((other) => {
            const found = notAllowed(view, other);
            // Another name is told of one of them.
            return found.length > 0 ? found : notAllowed(other, view);
          }),
        ),
      ),
    ];
  },
};
