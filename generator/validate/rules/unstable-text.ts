import type { JobView } from '../views/job-view';
import type { Meeting } from './meetings';
import { namesOf, partsOf } from './text-parts';

/** What is different in each build. */
const ofBuild: readonly (readonly [RegExp, string])[] = [
  [/\bnow\s*\(/, 'now()'],
  [/\b(?:ansible_)?date_time\b/, 'the date of the node'],
  [
    /\blookup\s*\(\s*['"](?:ansible\.builtin\.)?(pipe|password|random_choice)['"]/,
    'a lookup that gives something else each time',
  ],
  [/\bstrftime\b/, 'the time'],
  [/\|\s*random\b/, 'a random value'],
  [/\bzuul\.(?:build|job)\b/, 'a variable of the build'],
];

/** What is the same for all jobs of a buildset. */
const ofBuildset = /\bzuul\.(?:buildset|event_id|build_refs)\b/;

const pipeline = /\bzuul\.pipeline\b/;

/** The name of the pipeline as a whole, not as a part of a condition. */
const pipelineAlone = /\{\{-?\s*zuul\.pipeline\s*(?:-?\}\}|\|)/;

/** A comparison of the pipeline with names that are written out. */
const comparison =
  /\bzuul\.pipeline\s*(?:[!=]=\s*(?:'[^']*'|"[^"]*")|(?:not\s+)?in\s*(?:\[[^\]]*\]|\([^)]*\)))|(?:'[^']*'|"[^"]*")\s*[!=]=\s*zuul\.pipeline\b/g;

/** A text with the answers to its comparisons in one pipeline. */
const answered = (text: string, name: string): string =>
  text.replace(comparison, (words) => String(words.includes(`'${name}'`) || words.includes(`"${name}"`)));

/** What two jobs see differently, in words, and whether they surely do. */
interface Difference {
  readonly why: string;
  readonly proven: boolean;
}

const differenceIn = (text: string, meeting: Meeting): Difference | undefined => {
  const known = meeting !== 'unknown';
  const each = ofBuild.find(([pattern]) => pattern.test(text))?.[1];
  if (each !== undefined) return { why: each, proven: known };
  if (known && meeting.upload === meeting.promote) return undefined;
  if (ofBuildset.test(text)) return { why: 'a variable of the buildset', proven: known };
  const [upload, promote] = known ? [meeting.upload, meeting.promote] : ['', ''];
  const [first, second] = [answered(text, upload), answered(text, promote)];
  if (first === second && !pipeline.test(first)) return undefined;
  const names = known ? `, which is ${upload} for the one and ${promote} for the other` : '';
  return { why: `the name of the pipeline${names}`, proven: known && pipelineAlone.test(first) };
};

/** The difference to tell: what is proven comes first. */
export const toTell = (found: readonly Difference[]): Difference | undefined =>
  found.find(({ proven }) => proven) ?? found[0];

/** Why a text may not be the same in the upload and in the promotion, if so. */
export const differenceOf = (view: JobView, text: string, meeting: Meeting): Difference | undefined =>
  toTell(
    partsOf(view, text).flatMap((part): readonly Difference[] => {
      const difference = differenceIn(part.text, meeting);
      if (!difference) return [];
      const why = [...namesOf(part), difference.why].join(', which holds ');
      return [{ why, proven: difference.proven && !part.conditional }];
    }),
  );

/** Whether a text may be another one in another build or pipeline. */
export const isOfBuild = (view: JobView, text: string): boolean =>
  partsOf(view, text).some((part) =>
    [...ofBuild.map(([pattern]) => pattern), ofBuildset, pipeline].some((pattern) => pattern.test(part.text)),
  );
