import type { Located } from '../reading/located';
import { itemsOf, member, textOf } from '../reading/located';
import type { Problem } from '../words/check';

type Path = readonly (string | number)[];

/** The items of a list with their paths; a single value stands for a list of one. */
const itemsAt = (value: Located | undefined, path: Path): readonly (readonly [Path, Located])[] =>
  value?.kind === 'list'
    ? value.items.map((item, index) => [[...path, index], item])
    : itemsOf(value).map((item) => [path, item]);

const problem = (path: Path, message: string, hint?: string): Problem => ({
  path,
  part: 'value',
  message,
  ...(hint ? { hint } : {}),
});

/** What is wrong with a name that has been used before, or that Zuul keeps for the executor. */
const nameProblems = (path: Path, name: string, before: ReadonlySet<string>): readonly Problem[] => {
  if (name === 'localhost')
    return [problem(path, 'is "localhost", which is the executor; choose another name')];
  return before.has(name)
    ? [problem(path, `is ${JSON.stringify(name)}, which another one has; choose another name`)]
    : [];
};

const ofNodes = (nodeset: Located, path: Path): readonly Problem[] => {
  const nodes = new Set<string>();
  const groups = new Set<string>();
  const problems: Problem[] = [];
  for (const [nodePath, node] of itemsAt(member(nodeset, 'nodes'), [...path, 'nodes']))
    for (const [namePath, name] of itemsAt(member(node, 'name'), [...nodePath, 'name'])) {
      problems.push(...nameProblems(namePath, textOf(name) ?? '', nodes));
      nodes.add(textOf(name) ?? '');
    }
  for (const [groupPath, group] of itemsAt(member(nodeset, 'groups'), [...path, 'groups'])) {
    const name = textOf(member(group, 'name')) ?? '';
    problems.push(...nameProblems([...groupPath, 'name'], name, groups));
    groups.add(name);
    for (const [nodePath, node] of itemsAt(member(group, 'nodes'), [...groupPath, 'nodes'])) {
      const wanted = textOf(node);
      if (wanted === undefined || nodes.has(wanted)) continue;
      const known = [...nodes].map((each) => JSON.stringify(each)).join(', ');
      problems.push(
        problem(
          nodePath,
          `is ${JSON.stringify(wanted)}, which is no node of this nodeset`,
          known ? `Its nodes are ${known}.` : 'It has no nodes.',
        ),
      );
    }
  }
  return problems;
};

/** What Zuul finds wrong in the names of nodes and groups. */
export const nodesetProblems = (nodeset: Located, path: Path): readonly Problem[] =>
  nodeset.kind !== 'mapping'
    ? []
    : [
        ...ofNodes(nodeset, path),
        ...itemsAt(member(nodeset, 'alternatives'), [...path, 'alternatives']).flatMap(([at, each]) =>
          ofNodes(each, at),
        ),
      ];
