import type { Block, Task } from '../../model/task';
import { legibleLine } from './legible';

const sayWhyNot = (task: Task, broken: string): Task => ({
  name: `Say why not: ${task.name}`,
  'ansible.builtin.fail': { msg: '{{ ansible_failed_result.msg }}' },
  when: `ansible_failed_result.${broken} | default(false)`,
});

/**
 * Runs a task whose failure says nothing about the change: Zuul reports a warning instead. `unless` names a result of the
 * task that says that something is broken; then the job fails.
 */
export const warnInstead = (task: Task, warning: string, unless?: string): Block => ({
  name: `${task.name} or warn`,
  block: [task],
  rescue: [
    ...(unless ? [sayWhyNot(task, unless)] : []),
    {
      name: `Warn instead: ${task.name}`,
      zuul_return: {
        data: {
          zuul: {
            warnings: [
              `${warning}: {{ ${legibleLine("ansible_failed_result.msg | default('no reason was given')")} }}`,
            ],
          },
        },
      },
    },
  ],
});
