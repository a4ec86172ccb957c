import type { Library } from './library';

/** Where the definition of something lies: headers of generated files and messages name it. */
export const sourceOf = ({ root }: Pick<Library, 'root'>) => ({
  role: (name: string) => `${root}/roles/${name}.ts`,
  playbook: (path: string) => `${root}/playbooks/${path.split('/')[0]}.ts`,
  zuulFile: (name: string) => `${root}/jobs/${name.replace(/-jobs$/, '')}.ts`,
  schemas: `${root}/variables`,
});
