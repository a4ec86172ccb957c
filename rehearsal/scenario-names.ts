import type { Scenario } from './scenario';
import { expectedOf, isInCycle } from './scenario-expected';

/** Names that must be defined: a wrong one would only show after minutes. */
export function wrongNames(scenario: Scenario): readonly string[] {
  const projects = scenario.projects.map((project) => project.name);
  const changes: string[] = [];
  const wrong: string[] = [];
  const need = (where: string, name: string, known: readonly string[]): void => {
    if (!known.includes(name)) wrong.push(`${where}: ${name} is not one of ${known.join(', ') || '(none)'}`);
  };
  for (const [index, step] of scenario.steps.entries()) {
    const cycle = step.changes.map(({ name }) => name).filter((name) => isInCycle(step, name));
    for (const change of step.changes) {
      need(`steps[${index}] change ${change.name}, project`, change.project, projects);
      for (const other of change['depends-on'])
        if (!cycle.includes(change.name) || !cycle.includes(other))
          need(`steps[${index}] change ${change.name}, depends-on`, other, changes);
      changes.push(change.name);
    }
    const others = [...step.enqueue, ...step.tags];
    for (const { name, project } of others) {
      need(`steps[${index}] ${name}, project`, project, projects);
      if (!expectedOf(step).some((expected) => expected.name === name))
        wrong.push(`steps[${index}] ${name}: pipelines does not say what is expected of it`);
      changes.push(name);
    }
    if (step.changes.length + others.length === 0)
      wrong.push(`steps[${index}] has nothing to do; expected changes, enqueue or tags`);
    for (const output of step.output) need(`steps[${index}] output, change`, output.change, changes);
  }
  return wrong;
}
