import type { Task } from '../../model/task';

/** Tasks of a role `ensure-<command>` that install a package where the command is missing; `found` is what the look for it registers. */
export const ensureCommand = (command: string, packageName = command) => {
  const found = `_ensure_${command}_found`;
  const tasks: readonly Task[] = [
    {
      name: `Look whether ${command} is there`,
      'ansible.builtin.command': { argv: [command, '--version'] },
      register: found,
      changed_when: false,
      failed_when: false,
    },
    {
      name: `Install ${command}`,
      'ansible.builtin.package': { name: packageName, state: 'present', update_cache: true },
      when: `${found}.rc != 0`,
      become: true,
    },
  ];
  return { found, tasks };
};
