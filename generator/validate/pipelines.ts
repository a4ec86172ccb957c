import { isTrue, member, textOf } from './located';
import type { Context } from './rule';

/** What is known of pipelines: by their stanzas, where those are among the files read, else by the site. */
type Known = Pick<Context, 'configuration' | 'site'>;

const isFor = ({ site }: Known, purpose: keyof Context['site']['pipelines'], pipeline: string): boolean =>
  site.pipelines[purpose]?.includes(pipeline) === true;

/** Whether images are staged in a pipeline. */
export const isGate = (known: Known, pipeline: string): boolean => isFor(known, 'gate', pipeline);

/** Whether a pipeline is for promotion. */
export const isPromote = (known: Known, pipeline: string): boolean => isFor(known, 'promote', pipeline);

/** Whether the items of a pipeline have not been reviewed. */
export const beforeReview = (known: Known, pipeline: string): boolean => {
  const stanza = known.configuration.pipelines.get(pipeline);
  return stanza ? !isTrue(member(stanza, 'post-review')) : isFor(known, 'check', pipeline);
};

const hasTimer = (known: Known, pipeline: string): boolean | undefined => {
  const stanza = known.configuration.pipelines.get(pipeline);
  return stanza && member(member(stanza, 'trigger'), 'timer') !== undefined;
};

/** Whether a pipeline is for changes: other ones take no images of changes ahead. */
export const isForChanges = (known: Known, pipeline: string): boolean =>
  !(hasTimer(known, pipeline) ?? pipeline.startsWith('periodic')) &&
  !isFor(known, 'post', pipeline) &&
  !isFor(known, 'release', pipeline);

/** Whether the items of a pipeline are changes that have not merged. */
export const beforeMerge = (known: Known, pipeline: string): boolean => {
  if (isPromote(known, pipeline)) return false;
  if (isGate(known, pipeline) || isFor(known, 'check', pipeline)) return true;
  return textOf(member(known.configuration.pipelines.get(pipeline), 'manager')) === 'dependent';
};
