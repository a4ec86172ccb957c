import { hashHeader } from '../emit/header';
import { toYaml, withComment } from '../emit/yaml';
import type { Play, Playbook } from '../model/playbook';
import type { Output } from './output';
import { compileTasks } from './tasks';

const compilePlay = ({ comment, pre_tasks, roles, tasks, ...play }: Play): unknown =>
  withComment(comment, {
    ...play,
    ...(pre_tasks ? { pre_tasks: compileTasks(pre_tasks) } : {}),
    ...(roles ? { roles } : {}),
    ...(tasks ? { tasks: compileTasks(tasks) } : {}),
  });

/** The file of a playbook; `source` is the file of its definition. */
export const compilePlaybook = (playbook: Playbook, source: string): Output => {
  const path = `playbooks/${playbook.path}.yaml`;
  const header = `${hashHeader(source)}# ${playbook.summary}\n`;
  return {
    [path]: toYaml(playbook.plays.map(compilePlay), { source: `${source}: ${playbook.path}`, header }),
  };
};
