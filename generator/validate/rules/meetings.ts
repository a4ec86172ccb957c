import { imageListOf } from '../views/image-list';
import type { JobView } from '../views/job-view';
import { isForChanges, isPromote } from '../views/pipelines';
import type { Context } from '../views/rule';
import { belongTogether, isStaged, mayBeStaged, shareRepository } from './promotion';

/** Whether an upload job may have the images of a promote job, as far as their lists tell. */
export const hasImagesOf = (promote: JobView) => {
  const list = imageListOf(promote);
  return (upload: JobView): boolean => {
    const images = imageListOf(upload);
    const same = !list || !images || list.templated || images.templated || shareRepository(list, images);
    return upload.kind === 'upload' && belongTogether(upload, promote) && same;
  };
};

/** The pipelines of an upload and of the promotion that looks for what it has staged; `unknown` if one of them is in none, or a template decides whether anything is staged. */
export type Meeting = { readonly upload: string; readonly promote: string } | 'unknown';

/** Whether a promotion looks for what is staged in a pipeline: before its change merged, else in its own buildset only. */
const looksFor = (context: Context, upload: string, promote: string): boolean =>
  upload === promote ||
  (isForChanges(context, promote) && isForChanges(context, upload) && !isPromote(context, upload));

/** Tells of an upload or promote job where it meets its counterparts; nowhere, if all of them are known to have nothing to do with it. */
export const meetings = (context: Context) => {
  const of = (kind: string) => context.views.filter((view) => view.kind === kind);
  const [uploads, promotes] = [of('upload'), of('promote')];
  return (view: JobView): readonly Meeting[] => {
    const others =
      view.kind === 'promote'
        ? uploads.filter(hasImagesOf(view))
        : promotes.filter((each) => hasImagesOf(each)(view));
    const staged = others.filter((each) => each.kind === 'promote' || mayBeStaged(each));
    if (others.length === 0) return ['unknown'];
    return staged.flatMap((other): readonly Meeting[] => {
      const [upload, promote] = view.kind === 'promote' ? [other, view] : [view, other];
      if (!upload.use || !promote.use) return ['unknown'];
      const meeting = { upload: upload.use.pipeline, promote: promote.use.pipeline };
      if (!looksFor(context, meeting.upload, meeting.promote)) return [];
      return [isStaged(upload) ? meeting : 'unknown'];
    });
  };
};
