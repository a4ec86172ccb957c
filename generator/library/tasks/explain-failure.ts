import type { Block, ModuleTask, Task } from '../../model/task';
import { legible } from './legible';

/** Keywords of the block, and whether another attempt of the build would fail alike. */
export interface ExplainOptions extends Pick<Block, 'when' | 'vars' | 'become'> {
  readonly final?: true;
}

const tellZuul: Task = {
  name: 'Tell Zuul that another attempt would fail as well',
  zuul_return: { data: { zuul: { retry: false } } },
};

/**
 * Runs a task that touches secrets, and shows why it failed. `no_log` hides a task's error together with its secrets;
 * the modules of this library keep secrets out of their messages, so the message alone may be shown.
 */
export const explainFailure = (task: ModuleTask, options: ExplainOptions = {}): Block => {
  const { final, ...keywords } = options;
  return {
    name: `${task.name} or say why not`,
    block: [{ ...task, no_log: true }],
    rescue: [
      ...(final ? [tellZuul] : []),
      {
        name: `Say why not: ${task.name}`,
        'ansible.builtin.fail': {
          msg: `{{ ${legible("ansible_failed_result.msg | default('no reason was given')")} }}`,
        },
        ...(task.run_once ? { run_once: true } : {}),
      },
    ],
    ...keywords,
  };
};
