import type { Build } from '../drive/buildsets';
import { shortName, titleOf } from '../drive/items';
import type { Outcome } from '../watch/run-steps';
import { spansOfBuild, type Kind, type Span } from './spans';
import { table } from './tables';

const columns: readonly (readonly [Kind, string])[] = [
  ['zuul', 'Zuul'],
  ['role', 'our roles'],
  ['build', 'build'],
  ['transfer', 'transfer'],
  ['project', 'own tasks'],
  ['waiting', 'waiting'],
  ['clean-up', 'clean-up'],
];

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);

const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { start, end }) => sum + Math.max(end - start, 0), 0);

/** How long at least one of some spans lasts. */
export const covered = (spans: readonly Span[]): number => {
  let sum = 0;
  let until = 0;
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    sum += Math.max(end - Math.max(start, until), 0);
    until = Math.max(until, end);
  }
  return sum;
};

// What a project wants to have done: its images built and carried, its own tasks.
const wanted: readonly Kind[] = ['build', 'transfer', 'project'];

/** From the first build of a buildset to the end of its last one, without what the project wants; in milliseconds. */
export const overhead = (spans: readonly Span[]): number => {
  const start = Math.min(...spans.map((span) => span.start));
  const end = Math.max(...spans.map((span) => span.end));
  return end - start - covered(spans.filter(({ kind }) => wanted.includes(kind)));
};

interface Timed {
  readonly outcome: Outcome;
  readonly build: Build;
  readonly spans: readonly Span[];
}

const jobTable = (timed: readonly Timed[]): string => {
  const rows = timed.map(({ outcome: { pipeline, item }, build, spans }) => [
    pipeline,
    `${item.change ?? shortName(item.commit ?? '')}`,
    build.job_name,
    seconds(lengthOf(spans)),
    ...columns.map(([kind]) => seconds(lengthOf(spans.filter((span) => span.kind === kind)))),
  ]);
  const head = ['pipeline', 'for', 'job', 'all', ...columns.map(([, name]) => name)];
  return table('Seconds by job', head, rows);
};

const roleTable = (timed: readonly Timed[]): string => {
  const spans = timed.flatMap((one) => one.spans);
  const roles = [...new Set(spans.flatMap(({ role }) => role ?? []))].sort();
  const rows = roles.map((role) => {
    const own = spans.filter((span) => span.role === role);
    const builds = timed.filter((one) => one.spans.some((span) => span.role === role)).length;
    return [role, `${builds}`, seconds(lengthOf(own)), seconds(lengthOf(own) / builds)];
  });
  return table('Seconds by role', ['role', 'builds', 'all', 'a build'], rows);
};

const overheadLines = (timed: readonly Timed[]): string => {
  const outcomes = [...new Set(timed.map(({ outcome }) => outcome))];
  const each = outcomes.map((outcome) => {
    const spans = timed.filter((one) => one.outcome === outcome).flatMap((one) => one.spans);
    return `${seconds(overhead(spans))} s in ${outcome.pipeline} of ${titleOf(outcome.item)}`;
  });
  return `Overhead of a buildset beyond build and bytes: ${each.join(', ')}\n`;
};

/** What people wait for: where the seconds of all builds went, by job and by role, and what a buildset costs. */
export const secondsOf = (state: string, outcomes: readonly Outcome[]): readonly string[] => {
  const timed = outcomes.flatMap((outcome) =>
    outcome.buildset.builds
      .filter(({ start_time: start, end_time: end }) => start !== null && end !== null)
      .map((build) => ({ outcome, build, spans: spansOfBuild(state, build) })),
  );
  return timed.length === 0 ? [] : [jobTable(timed), roleTable(timed), overheadLines(timed)];
};
