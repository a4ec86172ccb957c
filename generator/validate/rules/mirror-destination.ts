import type { Finding } from '../reading/finding';
import { member } from '../reading/located';
import { mirrorList, mirrorsOf, type Mirror } from '../views/mirror-list';
import type { Rule } from '../views/rule';
import { canonicalRegistry, splitRegistry } from '../words/references';
import { show } from '../words/show';

type Found = Omit<Finding, 'code'>;

const at = ({ index }: Mirror): string => `${mirrorList}[${index}]`;

const error = (mirror: Mirror, message: string, hint: string): Found => ({
  severity: 'error',
  place: (member(mirror.item, 'dest_repository') ?? mirror.item).place,
  message,
  hint,
});

/** Where a registry is named twice, and differently. */
const mismatch = (mirror: Mirror): readonly Found[] => {
  const { own, named, written } = mirror;
  if (!own || !named || canonicalRegistry(own) === canonicalRegistry(named)) return [];
  const said = `${at(mirror)}.dest_repository: ${show(written)} names the registry ${show(own)}, but dest_registry is ${show(named)}`;
  return [error(mirror, said, `Set dest_repository: ${named}/${splitRegistry(written).repository}.`)];
};

const itself = (mirror: Mirror): readonly Found[] =>
  mirror.source === mirror.destination
    ? [error(mirror, `${at(mirror)}: ${show(mirror.source)} is its own source`, 'Change one of the two.')]
    : [];

const again = (mirror: Mirror, all: readonly Mirror[]): readonly Found[] => {
  const first = all.find(({ destination }) => destination === mirror.destination);
  if (first === undefined || first === mirror) return [];
  const said = `${at(mirror)}: ${show(mirror.destination)} is already written by ${at(first)}`;
  return [error(mirror, said, 'Change one of them.')];
};

/** Of two copies to one place only one stays, and nobody knows which. */
export const mirrorDestination: Rule = {
  code: 'mirror-destination',
  summary: 'An image is mirrored to where another one goes or to itself, or to two registries.',
  check: ({ views }) =>
    views.flatMap((view) => {
      const all = mirrorsOf(view);
      return all.flatMap((mirror) => [...mismatch(mirror), ...itself(mirror), ...again(mirror, all)]);
    }),
};
