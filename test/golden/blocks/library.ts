import type { Library } from '../../../generator/model/library';
import { list, str } from '../../../generator/model/variable';

/** Blocks in blocks, handlers, task files that include each other, and keywords in one order whatever the definition's. */
export const library: Library = {
  root: 'test/golden/blocks',
  roles: [
    { name: 'shared', summary: 'Code for others.', description: 'Has no tasks.', variables: {}, tasks: {} },
    {
      name: 'repair',
      summary: 'Repair things.',
      description: 'Tries, and cleans up.',
      dependencies: ['shared'],
      variables: {
        things: list({
          description: 'What is broken.',
          items: str({ description: 'A thing.' }),
          default: [],
        }),
      },
      vars: { _repair_folder: '{{ ansible_user_dir }}/repair' },
      handlers: [
        {
          name: 'Restart the service',
          'ansible.builtin.systemd_service': { name: 'repair', state: 'restarted' },
          become: true,
        },
      ],
      tasks: {
        main: [
          {
            name: 'Repair or say why not',
            when: 'things | length > 0',
            become: true,
            block: [
              {
                name: 'Repair each thing',
                loop: '{{ things }}',
                loop_control: { loop_var: 'zj_thing', label: '{{ zj_thing }}' },
                'ansible.builtin.include_tasks': 'one.yaml',
              },
              {
                name: 'Look again',
                block: [{ name: 'Look', 'ansible.builtin.command': { argv: ['look'] }, changed_when: false }],
              },
            ],
            rescue: [
              { name: 'Say why not', 'ansible.builtin.fail': { msg: '{{ ansible_failed_result.msg }}' } },
            ],
            always: [
              { name: 'Clean up', 'ansible.builtin.file': { path: '{{ _repair_folder }}', state: 'absent' } },
            ],
          },
        ],
        one: [
          {
            no_log: true,
            notify: 'Restart the service',
            failed_when: ['_repair_done.rc != 0', "'gone' not in _repair_done.stderr"],
            register: '_repair_done',
            until: '_repair_done.rc == 0',
            delay: 1,
            retries: 3,
            environment: { THING: '{{ zj_thing }}' },
            vars: { thing: '{{ zj_thing }}' },
            'ansible.builtin.command': { argv: ['repair', '{{ thing }}'], chdir: '{{ _repair_folder }}' },
            name: 'Repair {{ zj_thing }}',
          },
        ],
      },
    },
  ],
  playbooks: [],
  zuul: [],
  schemas: [],
};
