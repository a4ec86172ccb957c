import type { Library } from '../../../generator/model/library';
import { dict, str } from '../../../generator/model/variable';

const playbook = (path: string) => ({
  path,
  summary: 'Do something.',
  plays: [
    {
      name: 'Do something',
      hosts: 'localhost',
      gather_facts: false,
      tasks: [{ name: 'Wait', zuul_return: { data: { zuul: { pause: true } } } }],
    },
  ],
});

/** A job with everything that the library's jobs have, and more; a child that has little. */
export const library: Library = {
  root: 'test/golden/whole-job',
  roles: [],
  playbooks: ['job/pre', 'job/run', 'job/more', 'job/post', 'job/clean'].map(playbook),
  zuul: [
    {
      name: 'whole-jobs',
      items: [
        {
          definition: {
            vars: { version: '1.10', enabled: true },
            secrets: [{ secret: 'site-account', name: 'account' }],
            'required-projects': ['example.org/project'],
            nodeset: { nodes: [{ name: 'builder', label: 'large' }] },
            timeout: 1800,
            run: ['job/run', 'job/more'],
            'post-run': ['job/post', { name: 'job/clean', cleanup: true }],
            'pre-run': ['job/pre'],
            abstract: true,
            protected: true,
            parent: 'base',
            details: 'The first paragraph.\n\nThe second one has ``code``.',
            summary: 'Do everything.',
            variables: { flavour: str({ description: 'Which one.', default: 'vanilla' }) },
            userSecrets: {
              login: dict({
                description: 'The account.',
                secret: true,
                fields: { password: str({ description: 'Its password.', secret: true }) },
              }),
            },
            name: 'whole',
          },
        },
        { definition: { name: 'little', parent: 'whole', summary: 'Do little.' } },
        { project: { name: 'example.org/project', check: { jobs: ['little'] } } },
      ],
    },
  ],
  schemas: [],
};
