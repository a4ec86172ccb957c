import { pipelineNames } from '../../model/site';
import { isTrue, member, textOf } from '../reading/located';
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

/** What many sites call the pipelines of branches and tags, where `site.yaml` says nothing of the name. */
const withoutChanges = /^(?:post|release|pre-release|tag|periodic.*)$/;

const hasTimer = (known: Known, pipeline: string): boolean | undefined => {
  const stanza = known.configuration.pipelines.get(pipeline);
  return stanza && member(member(stanza, 'trigger'), 'timer') !== undefined;
};

/** Whether a pipeline is for changes: other ones take no images of changes ahead. */
export const isForChanges = (known: Known, pipeline: string): boolean => {
  if (hasTimer(known, pipeline)) return false;
  if (isFor(known, 'post', pipeline) || isFor(known, 'release', pipeline)) return false;
  const isNamed = pipelineNames(known.site).includes(pipeline) || known.configuration.pipelines.has(pipeline);
  return isNamed || !withoutChanges.test(pipeline);
};

/** Whether the items of a pipeline are changes that have not merged: the stanza tells of pipelines that the site does not name. */
export const beforeMerge = (known: Known, pipeline: string): boolean => {
  if (isPromote(known, pipeline) || !isForChanges(known, pipeline)) return false;
  if (isGate(known, pipeline) || isFor(known, 'check', pipeline)) return true;
  const stanza = known.configuration.pipelines.get(pipeline);
  if (!stanza) return false;
  // Zuul gives secrets to nobody before review, so what publishes after the merge is post-review.
  return textOf(member(stanza, 'manager')) === 'dependent' || !isTrue(member(stanza, 'post-review'));
};
