/** What Zuul runs jobs for: a change, or a branch or tag at a commit. */
export interface Item {
  /** Its name in the scenario. */
  readonly name: string;
  readonly project: string;
  readonly change?: number;
  readonly commit?: string;
  /** A buildset of an earlier call that is not the one to wait for. */
  readonly after?: string;
}

/** How Zuul's status calls what it runs jobs for: number and patch set, or the commit. */
export const isItem = (item: Item, id: string): boolean =>
  item.change === undefined ? id === item.commit : id.split(',')[0] === String(item.change);

/** The number of a change, or the beginning of a commit. */
export const shortName = (id: string): string =>
  id.includes(',') ? (id.split(',')[0] ?? id) : id.slice(0, 7);

/** An item in a sentence. */
export const titleOf = ({ change, project, commit }: Item): string =>
  change === undefined ? `${project} at ${shortName(commit ?? '')}` : `change ${change}`;

/** Whether two results are of the same change, or of the same commit. */
export const isSameItem = (one: Item, other: Item): boolean =>
  one.project === other.project && one.change === other.change && one.commit === other.commit;
