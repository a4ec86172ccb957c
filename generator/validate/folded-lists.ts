import type { Stanza } from './configuration';
import type { Finding } from './finding';
import type { Located, LocatedScalar } from './located';

/** Attributes that hold texts for people, or values of which nobody here knows what they are. */
const free =
  /^(?:description|.*-message|data|vars|extra-vars|host-vars|group-vars|variables|trigger|require|reject|start|success|failure|merge-conflict|config-error|no-jobs|disabled|dequeue|enqueue)$/;

/** A list item that the line above has taken in: a plain text goes on until a line that is indented less. */
const taken = /\n[ \t]*-(?=[ \t])/;

/** Attributes that hold names, in which a dash between blanks has no place either. */
const names = /^(?:parent|dependencies|requires|provides|templates|allowed-projects|required-projects)$/;

const isFolded = ({ place: { source, start, end }, value }: LocatedScalar, key: string): boolean => {
  if (typeof value !== 'string') return false;
  if (names.test(key) && / - /.test(value)) return true;
  const written = source.text.slice(start, end);
  return !/^[|>"'&!]/.test(written) && taken.test(written);
};

const finding = (value: LocatedScalar, key: string): Finding => ({
  severity: 'error',
  code: 'folded-list',
  place: value.place,
  message: `${key}: the list below this line is taken for a part of the text in it, since a key is missing before the list`,
  hint: 'Write the key of the list on a line of its own, or begin its first item with "- " as well.',
});

const foldedIn = (value: Located, key: string): readonly Finding[] => {
  if (value.kind === 'scalar') return isFolded(value, key) ? [finding(value, key)] : [];
  if (value.kind === 'list') return value.items.flatMap((item) => foldedIn(item, key));
  return [...value.entries].flatMap(([name, entry]) => (free.test(name) ? [] : foldedIn(entry.value, name)));
};

/** Lists of a stanza that YAML has folded into the line above them. */
export const foldedLists = ({ kind, value }: Stanza): readonly Finding[] =>
  kind === 'secret' ? [] : foldedIn(value, kind);
