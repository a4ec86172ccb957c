import { join } from 'node:path';
import { library } from '../../generator/library';
import type { JobDefinition } from '../../generator/model/job';
import type { Library } from '../../generator/model/library';
import type { Playbook } from '../../generator/model/playbook';
import type { Role } from '../../generator/model/role';
import type { Task } from '../../generator/model/task';
import { dict, list, str } from '../../generator/model/variable';
import { checkLibrary } from '../../generator/rules';
import { readSite } from '../../generator/site';

const say = (name: string, msg: string): Task => ({ name, 'ansible.builtin.debug': { msg } });

const role = (parts: Partial<Role> = {}): Role => ({
  name: 'greet',
  summary: 'Greet.',
  description: 'Greets.',
  variables: {},
  tasks: { main: [say('Say hello', 'hello')] },
  ...parts,
});
const ofTasks = (...tasks: readonly unknown[]): Partial<Library> => ({
  roles: [role({ tasks: { main: tasks as readonly Task[] } })],
});
const playbook = (parts: Partial<Playbook['plays'][number]> = {}): Playbook => ({
  path: 'greet/run',
  summary: 'Greet.',
  plays: [{ name: 'Greet', hosts: 'all', roles: ['greet'], ...parts }],
});
const job = (parts: Partial<JobDefinition> = {}): JobDefinition => ({
  name: 'greet',
  parent: 'base',
  summary: 'Greet.',
  run: ['greet/run'],
  ...parts,
});
const ofJobs = (...definitions: readonly JobDefinition[]): Partial<Library> => ({
  zuul: [{ name: 'greet-jobs', items: definitions.map((definition) => ({ definition })) }],
});

/** What is wrong with a library that is right but for the given parts: `place: code: message`. */
const findings = (parts: Partial<Library>): readonly string[] =>
  checkLibrary(
    {
      root: 'lib',
      roles: [role()],
      playbooks: [playbook()],
      zuul: [{ name: 'greet-jobs', items: [{ definition: job() }] }],
      schemas: [],
      ...parts,
    },
    'base',
  ).map(({ where, code, message }) => `${where}: ${code}: ${message}`);

const login = dict({
  description: 'The account.',
  fields: {
    host: str({ description: 'Where.' }),
    password: str({ description: 'Secret.', secret: true }),
  },
});
const withLogin = (vars: Role['vars'], ...tasks: readonly Task[]): Partial<Library> => ({
  roles: [role({ variables: { login }, ...(vars ? { vars } : {}), tasks: { main: tasks } })],
});
const useHost = say('Use the host', '{{ login.host }}');

test('a library that is right has no findings', () => {
  expect(findings({})).toEqual([]);
});

const main = 'lib/roles/greet.ts: tasks.main';

test.each<[string, Partial<Library>, readonly string[]]>([
  [
    'a play, a task and a dependency that call unknown roles',
    {
      roles: [
        role({
          dependencies: ['shared'],
          tasks: { main: [{ name: 'Call', 'ansible.builtin.import_role': { name: 'gret' } }] },
        }),
      ],
      playbooks: [playbook({ roles: ['greet', { role: 'gree' }] })],
    },
    [
      'lib/playbooks/greet.ts: greet/run plays[0].roles[1]: unknown-role: calls the role "gree"; expected one of greet',
      'lib/roles/greet.ts: dependencies[0]: unknown-role: calls the role "shared"; expected one of greet',
      `${main}[0] "Call": unknown-role: calls the role "gret"; expected one of greet`,
    ],
  ],
  [
    'jobs that run missing playbooks',
    ofJobs(job({ run: ['greet/rum'], 'post-run': [{ name: 'greet/clean', cleanup: true }] })),
    [
      'lib/jobs/greet.ts: job "greet" run[0]: missing-playbook: runs the playbook "greet/rum"; expected one of greet/run',
      'lib/jobs/greet.ts: job "greet" post-run[0]: missing-playbook: runs the playbook "greet/clean"; expected one of greet/run',
    ],
  ],
  [
    'missing files of tasks',
    {
      ...ofTasks(
        { name: 'Include', 'ansible.builtin.include_tasks': 'one.yaml' },
        { name: 'Include by name', 'ansible.builtin.include_tasks': 'with-{{ ansible_system }}.yaml' },
      ),
      playbooks: [
        playbook({
          tasks: [{ name: 'Stop', 'ansible.builtin.include_role': { name: 'greet', tasks_from: 'stop' } }],
        }),
      ],
    },
    [
      `${main}[0] "Include": missing-task-file: includes "one.yaml"; the task files here are: main.yaml`,
      `${main}[1] "Include by name": missing-task-file: includes "with-{{ ansible_system }}.yaml"; the task files here are: main.yaml`,
      'lib/playbooks/greet.ts: greet/run plays[0].tasks[0] "Stop": missing-task-file: starts "stop" of greet; its task files are: main.yaml',
    ],
  ],
  [
    'no module, two modules, a module beside a block',
    ofTasks(
      { name: 'Do nothing' },
      { name: 'Do both', 'ansible.builtin.debug': { msg: 'a' }, 'ansible.builtin.fail': { msg: 'b' } },
      { name: 'Group', block: [say('Say it', 'a')], 'ansible.builtin.debug': { msg: 'a' } },
    ),
    [
      `${main}[0] "Do nothing": one-module: calls no module; expected exactly one module`,
      `${main}[1] "Do both": one-module: calls ansible.builtin.debug and ansible.builtin.fail; expected exactly one module`,
      `${main}[2] "Group": one-module: calls ansible.builtin.debug; expected none, since it is a block`,
    ],
  ],
  [
    'loops without a variable of their own',
    ofTasks(
      { ...say('Say each', 'a'), loop: [1] },
      { ...say('Say every one', 'a'), loop: [1], loop_control: { loop_var: 'each' } },
      { ...say('Say it', '{{ item }}'), loop: [1], loop_control: { loop_var: 'zj_it' } },
    ),
    [
      `${main}[0] "Say each": loop-variable: has no loop variable; expected one that starts with "zj_"`,
      `${main}[1] "Say every one": loop-variable: has the loop variable "each"; expected one that starts with "zj_"`,
      `${main}[2] "Say it": undeclared-variable: uses "item"; expected a loop variable of its own`,
    ],
  ],
  [
    'values that YAML 1.1 would change',
    ofTasks(say('Say a tab', 'a\tb'), {
      name: 'Compare',
      'ansible.builtin.set_fact': { sign: '=', a: [NaN] },
    }),
    [
      'lib/roles/greet.ts: role.tasks.main[0].ansible.builtin.debug.msg: yaml-scalar: a tab or carriage return in a text; expected spaces and line feeds',
      'lib/roles/greet.ts: role.tasks.main[1].ansible.builtin.set_fact.sign: yaml-scalar: a lone "=" cannot be read back; expected any other text',
      'lib/roles/greet.ts: role.tasks.main[1].ansible.builtin.set_fact.a[0]: yaml-scalar: NaN is not a number that YAML knows',
    ],
  ],
  [
    'roles, playbooks, jobs and variables without text',
    {
      roles: [
        role({
          summary: ' ',
          variables: {
            names: list({ description: 'The names.', items: str({ description: '' }) }),
          },
          tasks: { main: [say('Say names', '{{ names }}')] },
          outputs: [{ name: 'greeted', kind: 'fact', description: '' }],
        }),
      ],
      playbooks: [{ ...playbook(), summary: '' }],
      ...ofJobs(job({ summary: '', variables: { names: str({ description: '' }) } })),
    },
    [
      'lib/roles/greet.ts: summary',
      'lib/roles/greet.ts: variables.names[]',
      'lib/roles/greet.ts: outputs[0]',
      'lib/playbooks/greet.ts: greet/run summary',
      'lib/jobs/greet.ts: job "greet" summary',
      'lib/jobs/greet.ts: job "greet" variables.names',
    ].map((where) => `${where}: undocumented: is empty; expected a sentence for the people who use it`),
  ],
  [
    'texts that Ansible renders',
    {
      roles: [
        role({
          variables: { who: str({ default: 'you', description: 'A name, such as ``{{ user }}``.' }) },
          tasks: { main: [say('Say hello', '{{ who }}')] },
        }),
      ],
    },
    [
      'lib/roles/greet.ts: variables.who: rendered-text: has a template, which Ansible renders in each job; expected words for it',
    ],
  ],
  [
    'names of tasks',
    ofTasks(say('say it', 'a'), say('Say it.', 'a'), {
      name: 'Group',
      block: [say('Say', 'a')],
      always: [say('Say', 'b')],
    }),
    [
      `${main}[0] "say it": task-name: has a name without a capital at its start`,
      `${main}[1] "Say it.": task-name: has a name with a full stop`,
      `${main}[2] "Group" always[0] "Say": task-name: has the name of another task of the file: ${main}[2] "Group" block[0] "Say"`,
    ],
  ],
  [
    'parents of jobs',
    ofJobs(
      job({ name: 'a', parent: 'b' }),
      job({ name: 'b', parent: 'bas' }),
      { name: 'c', summary: 'C.' },
      job({ name: 'd', parent: 'd' }),
    ),
    [
      'lib/jobs/greet.ts: job "a": job-parent: stands before its parent "b"',
      'lib/jobs/greet.ts: job "b": job-parent: has the parent "bas"; expected the site\'s base job "base" or one of a, b, c, d',
      'lib/jobs/greet.ts: job "c": job-parent: has no parent; expected the site\'s base job "base" or another job',
      'lib/jobs/greet.ts: job "d": job-parent: stands before its parent "d"',
    ],
  ],
  [
    'names that are given twice',
    {
      roles: [role(), role()],
      playbooks: [playbook(), playbook()],
      zuul: [
        { name: 'greet-jobs', items: [{ definition: job() }, { definition: job() }] },
        {
          name: 'secrets',
          items: [{ secret: { name: 's', data: {} } }, { secret: { name: 's', data: {} } }],
        },
      ],
    },
    [
      'lib/roles/greet.ts: duplicate-name: defines the role "greet" a second time; expected one definition',
      'lib/playbooks/greet.ts: duplicate-name: defines the playbook "greet/run" a second time; expected one definition',
      'lib/jobs/greet.ts: job "greet": duplicate-name: defines the job "greet" a second time; expected one definition',
      'lib/jobs/secrets.ts: duplicate-name: defines the secret "s" a second time; expected one definition',
    ],
  ],
  [
    'variables that nobody uses',
    {
      roles: [
        role({
          variables: { given: str({ description: 'Given.' }) },
          vars: { _greet_made: 1 },
          uses: ['brought'],
        }),
      ],
    },
    ['variables.given: "given"', 'vars._greet_made: "_greet_made"', 'uses[0]: "brought"'].map((text) => {
      const [place, name] = text.split(': ');
      return `lib/roles/greet.ts: ${place}: unused-variable: ${name} is used by no task of the role`;
    }),
  ],
  [
    'secrets with values that are shown',
    {
      roles: [
        role({
          variables: {
            login: dict({
              description: 'The account.',
              fields: { password: str({ description: 'P.', secret: true, default: 'x', choices: ['x'] }) },
              example: { password: 'x' },
            }),
          },
          tasks: { main: [say('Use it', '{{ login.other }}')] },
        }),
      ],
    },
    [
      'lib/roles/greet.ts: variables.login: secret-shown: is secret and has "example", which files and messages show; expected none',
      'lib/roles/greet.ts: variables.login.password: secret-shown: is secret and has "default", which files and messages show; expected none',
      'lib/roles/greet.ts: variables.login.password: secret-shown: is secret and has "choices", which files and messages show; expected none',
      `${main}[0] "Use it": secret-without-no-log: uses the secret variable "login.other" and logs it; expected "no_log: true"`,
    ],
  ],
])('%s', (_, parts, expected) => {
  expect(findings(parts)).toEqual(expected);
});

const logged = (place: string, what: string) =>
  `${main}${place}: secret-without-no-log: uses ${what} and logs it; expected "no_log: true"`;

test.each<[string, Partial<Library>, readonly string[]]>([
  ['the part that is not secret', withLogin(undefined, useHost), []],
  [
    'the secret part',
    withLogin(undefined, say('Use it', '{{ login.password | string }}')),
    [logged('[0] "Use it"', 'the secret variable "login.password"')],
  ],
  [
    'the whole',
    withLogin(undefined, say('Use it', "{{ login | combine({'a': 1}) }}")),
    [logged('[0] "Use it"', 'the secret variable "login"')],
  ],
  [
    'a condition that only asks if it is there',
    withLogin(undefined, { ...say('Use it', 'a'), when: 'login is defined' }),
    [],
  ],
  [
    'a condition that compares it',
    withLogin(undefined, { ...say('Use it', 'a'), when: "login.password == 'a'" }),
    [logged('[0] "Use it"', 'the secret variable "login.password"')],
  ],
  [
    'no_log on the task',
    withLogin(undefined, { ...say('Use it', '{{ login.password | string }}'), no_log: true }),
    [],
  ],
  [
    'no_log on the block around it',
    withLogin(undefined, {
      name: 'Group',
      no_log: true,
      block: [say('Use it', '{{ login.password | string }}')],
    }),
    [],
  ],
  [
    'a private variable made from it',
    withLogin({ _greet_login: '{{ login }}' }, say('Use it', '{{ _greet_login.password | string }}'), {
      ...say('Use the host', '{{ _greet_login.host }}'),
    }),
    [logged('[0] "Use it"', 'the secret variable "_greet_login.password"')],
  ],
  [
    'a fact made from a fact made from it',
    withLogin(
      undefined,
      {
        name: 'Set',
        'ansible.builtin.set_fact': { _greet_a: '{{ login.password | string }}' },
        no_log: true,
      },
      {
        name: 'Set again',
        'ansible.builtin.set_fact': { _greet_b: '{{ _greet_a | string }}' },
        no_log: true,
      },
      say('Use it', '{{ _greet_b | string }}'),
    ),
    [logged('[2] "Use it"', 'the secret variable "_greet_b"')],
  ],
  [
    'what a command with it printed',
    withLogin(
      undefined,
      {
        name: 'Run',
        'ansible.builtin.command': { argv: ['log-in'], stdin: '{{ login.password | string }}' },
        register: '_greet_run',
        no_log: true,
      },
      say('Use it', '{{ _greet_run.stdout }}'),
    ),
    [logged('[1] "Use it"', 'the secret variable "_greet_run.stdout"')],
  ],
  [
    'a value under the key of a secret, and a fact with it',
    withLogin(
      undefined,
      useHost,
      { name: 'Choose', 'ansible.builtin.set_fact': { _greet_new: { user: 'a', password: 'b' } } },
      say('Use the name', '{{ _greet_new.user }}'),
      say('Use it', '{{ _greet_new }}'),
    ),
    [
      logged('[1] "Choose"', 'a value named password'),
      logged('[3] "Use it"', 'the secret variable "_greet_new"'),
    ],
  ],
  [
    'a value under the key of a secret that lies in a list',
    {
      roles: [
        role({
          variables: { logins: list({ description: 'The accounts.', items: login }) },
          tasks: {
            main: [
              { ...say('Count them', '{{ logins | length }}'), no_log: true },
              { name: 'Choose', 'ansible.builtin.set_fact': { _greet_new: { user: 'a', password: 'b' } } },
            ],
          },
        }),
      ],
    },
    [logged('[1] "Choose"', 'a value named password')],
  ],
])('a secret in a task: %s', (_, parts, expected) => {
  expect(findings(parts)).toEqual(expected);
});

const converted = (place: string, name: string) =>
  `${place}: secret-converted: has the secret text "${name}" in a template that Ansible converts: a key in JSON would arrive as a dictionary`;

test.each<[string, Partial<Library>, readonly string[]]>([
  [
    'alone, in a fact, in a private variable',
    withLogin(
      { _greet_word: '{{ login.password }}' },
      useHost,
      { name: 'Set', 'ansible.builtin.set_fact': { _greet_a: "{{ login['password'] }}" }, no_log: true },
      { ...say('Use them', '{{ _greet_a }}{{ _greet_word | trim }}'), no_log: true },
    ),
    [
      converted('lib/roles/greet.ts: vars', 'login.password'),
      converted(`${main}[1] "Set"`, 'login.password'),
      converted(`${main}[2] "Use them"`, '_greet_a'),
      converted(`${main}[2] "Use them"`, '_greet_word'),
    ],
  ],
  [
    'as text, behind other text, in a condition, in its mapping',
    withLogin(
      undefined,
      useHost,
      { ...say('Use it', '{{ login.password | trim | string }}'), no_log: true },
      { ...say('Use it here', 'It is {{ login.password }}'), when: "login.password == 'a'", no_log: true },
      { ...say('Use all', "{{ {'password': login.password} | combine(login) }}"), no_log: true },
    ),
    [],
  ],
])('a secret text %s', (_, parts, expected) => {
  expect(findings(parts)).toEqual(expected);
});

const undeclared = (place: string, name: string) =>
  `${place}: undeclared-variable: uses "${name}", which nobody declares`;

test.each<[string, Partial<Library>, readonly string[]]>([
  [
    'in an argument, a condition, an assertion, a name and a default',
    {
      roles: [
        role({
          variables: { greeting: str({ description: 'G.', default: '{{ a }}' }) },
          tasks: {
            main: [
              say('Say {{ b }}', '{{ greeting }} {{ c }}'),
              { ...say('Say it', 'x'), when: ['d', 'zuul.change is defined'] },
              { name: 'Assert', 'ansible.builtin.assert': { that: ['e == f'], fail_msg: 'no g' } },
            ],
          },
        }),
      ],
    },
    [
      undeclared('lib/roles/greet.ts: vars and defaults', 'a'),
      undeclared(`${main}[0] "Say {{ b }}"`, 'b'),
      undeclared(`${main}[0] "Say {{ b }}"`, 'c'),
      undeclared(`${main}[1] "Say it"`, 'd'),
      undeclared(`${main}[2] "Assert"`, 'e'),
      undeclared(`${main}[2] "Assert"`, 'f'),
    ],
  ],
  [
    'results, facts, variables of tasks, loops, blocks, and what another file gets',
    {
      roles: [
        role({
          uses: ['brought'],
          tasks: {
            main: [
              { ...say('Register', '{{ brought }}'), register: '_greet_a' },
              { name: 'Set', 'ansible.builtin.set_fact': { _greet_b: '{{ _greet_a }}' } },
              { ...say('Use its own', '{{ own }}'), vars: { own: 1 } },
              {
                ...say('Loop', '{{ zj_one }}'),
                loop: '{{ _greet_b }}',
                loop_control: { loop_var: 'zj_one' },
              },
              { name: 'Group', vars: { outer: 1 }, block: [say('Use the outer', '{{ outer }}')] },
              {
                name: 'Include',
                'ansible.builtin.include_tasks': 'one.yaml',
                loop: [1],
                loop_control: { loop_var: 'zj_two' },
              },
            ],
            one: [say('Use both', '{{ zj_two }} {{ _greet_a }} {{ ansible_host }} {{ hostvars }}')],
          },
        }),
      ],
    },
    [],
  ],
  [
    'variables of one task in another',
    ofTasks({ ...say('Have one', '{{ own }}'), vars: { own: 1 } }, say('Want one', '{{ own }}')),
    [undeclared(`${main}[1] "Want one"`, 'own')],
  ],
  [
    'in a play and its tasks',
    {
      playbooks: [
        {
          ...playbook({
            vars: { mine: '{{ theirs }}' },
            roles: [{ role: 'greet', when: 'wanted' }],
            tasks: [say('Say it', '{{ mine }} {{ given }} {{ nobodys }}')],
          }),
          uses: ['given'],
        },
      ],
    },
    [
      undeclared('lib/playbooks/greet.ts: greet/run plays[0]', 'theirs'),
      undeclared('lib/playbooks/greet.ts: greet/run plays[0]', 'wanted'),
      undeclared('lib/playbooks/greet.ts: greet/run plays[0].tasks[0] "Say it"', 'nobodys'),
    ],
  ],
  [
    'variables and facts of the roles that a playbook calls',
    {
      roles: [
        role({
          variables: { greeting: str({ description: 'G.' }) },
          tasks: { main: [say('Say it', '{{ greeting }}')] },
          outputs: [{ name: 'greeted', kind: 'fact', description: 'G.' }],
        }),
      ],
      playbooks: [playbook({ tasks: [say('Say it', '{{ greeting }} {{ greeted }}')] })],
    },
    [],
  ],
])('an undeclared variable: %s', (_, parts, expected) => {
  expect(findings(parts)).toEqual(expected);
});

test('the tasks of the library that touch secrets are found once they log', () => {
  const site = readSite(join(__dirname, '../../site.yaml'));
  const definitions = library(site);
  const loud = (tasks: readonly Task[]): readonly Task[] =>
    tasks.map(({ no_log: _, ...task }) =>
      'block' in task && task.block ? { ...task, block: loud(task.block) } : task,
    ) as readonly Task[];
  const roles = definitions.roles.map((one) => ({
    ...one,
    tasks: Object.fromEntries(Object.entries(one.tasks).map(([file, tasks]) => [file, loud(tasks)])),
  }));
  expect(checkLibrary(definitions, site['base-job'])).toEqual([]);
  const found = checkLibrary({ ...definitions, roles }, site['base-job']);
  expect([...new Set(found.map(({ code }) => code))]).toEqual(['secret-without-no-log']);
  expect(found.length).toBeGreaterThan(10);
});

test('a clean-up that has lost tags fails the job; anything else that it meets is a warning', () => {
  const { roles } = library(readSite(join(__dirname, '../../site.yaml')));
  const tasks = roles.find(({ name }) => name === 'promote-docker-image')?.tasks['main'] ?? [];
  const cleanUp = tasks.find(({ name }) => name === 'Delete old staged tags or warn');
  const rescue = cleanUp && 'rescue' in cleanUp ? (cleanUp.rescue ?? []) : [];
  expect(rescue.map(({ name, when }) => [name, when])).toEqual([
    ['Say why not: Delete old staged tags', 'ansible_failed_result.lost | default(false)'],
    ['Warn instead: Delete old staged tags', undefined],
  ]);
});
