import type { Site } from '../../model/site';

/** Paragraphs that several jobs share. */
export const familyProse = (
  names: {
    readonly build: string;
    readonly upload: string;
    readonly promote: string;
  },
  { check, gate, promote }: Site['pipelines'],
) =>
  `This is one of three jobs that work together. ${names.build} builds the images to see that they can be built; it belongs in ` +
  `the ${check.join(' or ')} pipeline. ${names.upload} takes its place in the ${gate.join(' or ')} pipeline: it builds the images as well, and uploads what was ` +
  `tested under a staged tag that carries the number of the change. ${names.promote} belongs in the ${promote.join(' or ')} pipeline: it needs no ` +
  'node, gives the uploaded images their tags once the change has merged, and deletes the staged tags, also those of changes that ' +
  'never merged, once they are a week old.\n\n' +
  'All three take the same list of images; a YAML anchor keeps it in one place.';

export const ownRegistryProse =
  'Where no job that this one depends on has started a buildset registry, this job starts one on its first node, and pauses after ' +
  'the build until the jobs that depend on it are done.';
