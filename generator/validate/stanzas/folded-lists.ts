import type { Stanza } from './configuration';
import type { Finding } from '../reading/finding';
import type { Located, LocatedScalar } from '../reading/located';
import { writtenAs } from '../reading/yaml-scalar';

/** Attributes that hold texts for people, or values of which nobody here knows what they are. */
const free =
  /^(?:.*description|.*-message|data|vars|extra-vars|host-vars|group-vars|variables|trigger|require|reject|start|success|failure|merge-conflict|config-error|no-jobs|disabled|dequeue|enqueue)$/;

/** A list item that the line above has taken in: a plain text goes on until a line that is indented less. */
const taken = /\n[ \t]*-(?=[ \t])/;

/** Attributes that hold names, in which a dash between blanks has no place either. */
const names = /^(?:parent|dependencies|requires|provides|templates|allowed-projects|required-projects)$/;

/** A value that begins without a quote, tag or sign of a text of several lines. */
const isPlain = (written: string): boolean => !/^[|>"'&!]/.test(written);

const isFolded = (value: LocatedScalar, key: string): boolean => {
  if (typeof value.value !== 'string') return false;
  if (names.test(key) && / - /.test(value.value)) return true;
  const written = writtenAs(value);
  return isPlain(written) && taken.test(written);
};

/** Nobody describes anything by words with dashes before them; what has blanks may be a sentence. */
const endsInNames = (value: Located): value is LocatedScalar => {
  const written = writtenAs(value);
  const [, ...below] = value.kind === 'scalar' && isPlain(written) ? written.split('\n') : [];
  return below.length > 0 && below.every((line) => /^[ \t]*-[ \t]+[\w./:@-]+[ \t\r]*$/.test(line));
};

const finding = (value: LocatedScalar, key: string, severity: Finding['severity'] = 'error'): Finding => ({
  severity,
  code: 'folded-list',
  place: value.place,
  message: `${key}: the list below this line is taken for a part of the text in it, since a key is missing before the list`,
  hint: 'Write the key of the list on a line of its own, or begin its first item with "- " as well.',
});

const groups = /^(?:vars|extra-vars|host-vars|group-vars)$/;
const images = /^(?:docker|container)_images$/;

/** The image lists among the variables, also of those for some hosts. */
const inVariables = (value: Located): readonly Finding[] =>
  value.kind !== 'mapping'
    ? []
    : [...value.entries].flatMap(([name, entry]) =>
        images.test(name) ? foldedIn(entry.value, name) : inVariables(entry.value),
      );

const foldedIn = (value: Located, key: string): readonly Finding[] => {
  if (value.kind === 'scalar') return isFolded(value, key) ? [finding(value, key)] : [];
  if (value.kind === 'list') return value.items.flatMap((item) => foldedIn(item, key));
  return [...value.entries].flatMap(([name, { value: inner }]) => {
    if (groups.test(name)) return inVariables(inner);
    if (name === 'description' && endsInNames(inner)) return [finding(inner, name, 'warning')];
    return free.test(name) ? [] : foldedIn(inner, name);
  });
};

/** Lists of a stanza that YAML has folded into the line above them. */
export const foldedLists = ({ kind, value }: Stanza): readonly Finding[] =>
  kind === 'secret' ? [] : foldedIn(value, kind);
