import type { ModuleTask } from '../../model/task';
import { legibleList } from './legible';

/** Lets Zuul report on the change what modules of this library warn of: its logs show no warnings of modules. */
export const reportWarnings = (...registered: readonly string[]): ModuleTask => {
  const all = registered.map((name) => `${name}.warnings_found | default([])`).join(' + ');
  const warnings = registered.length > 1 ? `(${all})` : all;
  return {
    name: 'Report the warnings',
    zuul_return: { data: { zuul: { warnings: `{{ ${legibleList(warnings)} }}` } } },
    when: `${warnings} | length > 0`,
  };
};
