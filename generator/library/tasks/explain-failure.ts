import type { Block, ModuleTask } from '../../model/task';

/**
 * Runs a task that touches secrets, and shows why it failed. `no_log` hides a task's error together with its secrets;
 * the modules of this library keep secrets out of their messages, so the message alone may be shown.
 */
export const explainFailure = (
  task: ModuleTask,
  keywords: Pick<Block, 'when' | 'vars' | 'become'> = {},
): Block => ({
  name: `${task.name} or say why not`,
  block: [{ ...task, no_log: true }],
  rescue: [
    {
      name: `Say why not: ${task.name}`,
      'ansible.builtin.fail': { msg: "{{ ansible_failed_result.msg | default('no reason was given') }}" },
    },
  ],
  ...keywords,
});
