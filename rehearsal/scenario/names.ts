import type { Path } from '../../generator/source';
import { pathText } from '../../generator/validate/words/check';
import type { Scenario, Step } from './scenario';
import { expectedOf, isInCycle } from './expected';

/** A name that is not defined, and where it stands. */
export interface WrongName {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
}

/** Nothing is said of a name that is known. */
const unless = (known: readonly string[], path: Path, name: string): readonly WrongName[] => {
  if (known.includes(name)) return [];
  const expected = known.length === 0 ? 'there is none to name yet' : `expected one of: ${known.join(', ')}`;
  return [{ path, message: `${pathText(path)}: ${JSON.stringify(name)} is not defined; ${expected}` }];
};

/** What a change may not depend on: what comes after it, unless both are in a cycle. */
const wrongDependencies = (
  step: Step,
  at: Path,
  index: number,
  before: readonly string[],
): readonly WrongName[] => {
  const cycle = step.changes.map(({ name }) => name).filter((name) => isInCycle(step, name));
  const change = step.changes[index];
  const earlier = [...before, ...step.changes.slice(0, index).map(({ name }) => name)];
  return (change?.['depends-on'] ?? []).flatMap((other, number) =>
    cycle.includes(change?.name ?? '') && cycle.includes(other)
      ? []
      : unless(earlier, [...at, 'depends-on', number], other),
  );
};

const wrongInStep = (
  step: Step,
  number: number,
  before: readonly string[],
  projects: readonly string[],
): readonly WrongName[] => {
  const at: Path = ['steps', number];
  const expected = expectedOf(step).map(({ name }) => name);
  const others = (['enqueue', 'tags'] as const).flatMap((kind) =>
    step[kind].map((item, index) => ({ ...item, path: [...at, kind, index] })),
  );
  const known = [...before, ...step.changes.map(({ name }) => name), ...others.map(({ name }) => name)];
  return [
    ...step.changes.flatMap(({ project }, index) => [
      ...unless(projects, [...at, 'changes', index, 'project'], project),
      ...wrongDependencies(step, [...at, 'changes', index], index, before),
    ]),
    ...others.flatMap(({ name, project, path }) => [
      ...unless(projects, [...path, 'project'], project),
      ...(expected.includes(name)
        ? []
        : [{ path, message: `${pathText(path)}: pipelines does not say what is expected of ${name}` }]),
    ]),
    ...(step.changes.length + others.length === 0
      ? [{ path: at, message: `${pathText(at)}: has nothing to do; expected changes, enqueue or tags` }]
      : []),
    ...step.output.flatMap(({ change }, index) => unless(known, [...at, 'output', index, 'change'], change)),
  ];
};

/** Names that must be defined: a wrong one would only show after minutes. */
export const wrongNames = ({ projects, steps }: Scenario): readonly WrongName[] => {
  const before: string[] = [];
  return steps.flatMap((step, number) => {
    const wrong = wrongInStep(
      step,
      number,
      [...before],
      projects.map(({ name }) => name),
    );
    before.push(...[...step.changes, ...step.enqueue, ...step.tags].map(({ name }) => name));
    return wrong;
  });
};
