import type { Located, LocatedMapping } from '../reading/located';
import { member } from '../reading/located';

/** What is said about a job, the nearest first. Jobs share what is said about their parents, so long lines of parents cost little. */
export interface Chain {
  readonly stanza: LocatedMapping;
  readonly next: Chain | undefined;
}

const known = new WeakMap<Chain, Map<string, unknown>>();

const knownAt = (link: Chain): Map<string, unknown> => {
  const answers = known.get(link) ?? new Map<string, unknown>();
  known.set(link, answers);
  return answers;
};

/** The first answer along a chain. Every link that is passed remembers it under the name of the question. */
export const firstAlong = <Value>(
  chain: Chain | undefined,
  question: string,
  answer: (link: Chain) => Value | undefined,
): Value | undefined => {
  const passed: Map<string, unknown>[] = [];
  let found: Value | undefined;
  for (let link = chain; link; link = link.next) {
    const answers = knownAt(link);
    if (answers.has(question)) {
      found = answers.get(question) as Value | undefined;
      break;
    }
    passed.push(answers);
    found = answer(link);
    if (found !== undefined) break;
  }
  for (const answers of passed) answers.set(question, found);
  return found;
};

/** The nearest link that has an attribute. */
const nearestWith = (chain: Chain | undefined, attribute: string): Chain | undefined =>
  firstAlong(chain, `has ${attribute}`, (link) => (link.stanza.entries.has(attribute) ? link : undefined));

/** More parents that say something of one attribute than any job has: beyond them, nobody is asked. */
const mostValues = 100;

/** The values of an attribute, the nearest first. */
export function* valuesAlong(chain: Chain | undefined, attribute: string): Generator<Located> {
  let link = nearestWith(chain, attribute);
  for (let number = 0; link && number < mostValues; number += 1) {
    const value = member(link.stanza, attribute);
    if (value) yield value;
    link = nearestWith(link.next, attribute);
  }
}

/** The links that have not been gone along before; whoever goes along a link goes on to the end. */
export function* unseenAlong(chain: Chain | undefined, seen: Set<Chain>): Generator<Chain> {
  for (let link = chain; link && !seen.has(link); link = link.next) {
    seen.add(link);
    yield link;
  }
}

/** The value of a variable in the nearest group that has it; `overridden` if one on the way says that none beyond counts. */
export const variableAlong = (
  chain: Chain | undefined,
  group: string,
  name: string,
): Located | 'overridden' | undefined =>
  // Most chains have no such group at all.
  firstAlong(nearestWith(chain, group), `${group} ${name}`, ({ stanza }) => {
    const variables = member(stanza, group);
    return member(variables, name) ?? (variables?.control === 'override' ? 'overridden' : undefined);
  });
