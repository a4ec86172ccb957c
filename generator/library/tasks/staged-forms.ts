import type { Site } from '../../model/site';

/**
 * The pipelines whose staged tags `image_plan` takes final ones for. The linter draws the same line: where images of
 * changes are built, uploaded or promoted such a tag is an error, elsewhere a warning.
 */
export const stagedForms = ({ pipelines: { check, gate, promote, post = [], release = [] } }: Site) => ({
  pipelines: { refused: [...check, ...gate, ...promote], warned: [...post, ...release] },
});
