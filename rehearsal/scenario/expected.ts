import type { Step } from './scenario';
import { changePipelines, pipelines, type Pipeline } from './schema';

/** A result that a step waits for. */
export interface Expected {
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly result: string;
}

/** All results that a step waits for, in the order in which it does. */
export const expectedOf = ({ changes, enqueue, tags, pipelines: common }: Step): readonly Expected[] => {
  const isOfChanges = (pipeline: Pipeline): boolean => changePipelines.some((name) => name === pipeline);
  return pipelines.flatMap((pipeline) => {
    const ofChanges = isOfChanges(pipeline)
      ? changes.map(({ name, pipelines: own }) => ({ name, result: own[pipeline] ?? common[pipeline] }))
      : [];
    const others = [...enqueue, ...tags.map(({ name }) => ({ name, pipeline: 'release' }))]
      .filter((other) => other.pipeline === pipeline)
      .map(({ name }) => ({ name, result: common[pipeline] }));
    return [...ofChanges, ...others].flatMap(({ name, result }) =>
      result === undefined ? [] : [{ name, pipeline, result }],
    );
  });
};

/** Whether a change depends, by others of its step, on itself. */
export const isInCycle = (step: Step, name: string): boolean => {
  const needs = (of: string): readonly string[] =>
    step.changes.find((change) => change.name === of)?.['depends-on'] ?? [];
  const reached = new Set<string>();
  const todo = [...needs(name)];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    todo.push(...needs(next));
  }
  return reached.has(name);
};
