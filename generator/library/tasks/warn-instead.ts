import type { Block, Task } from '../../model/task';
import { legible } from './legible';

/** Runs a task whose failure says nothing about the change: Zuul reports a warning instead. */
export const warnInstead = (task: Task, warning: string): Block => ({
  name: `${task.name} or warn`,
  block: [task],
  rescue: [
    {
      name: `Warn instead: ${task.name}`,
      zuul_return: {
        data: {
          zuul: {
            warnings: [
              `${warning}: {{ ${legible("ansible_failed_result.msg | default('no reason was given')")} }}`,
            ],
          },
        },
      },
    },
  ],
});
