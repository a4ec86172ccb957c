import type { Diagnostic } from '../diagnostics';
import { whyNotYaml } from '../model/scalar';
import { sourceOf } from '../model/source';
import { errorAt, type Rule } from './rule';

const findings = (value: unknown, where: string): readonly Diagnostic[] => {
  const reason = whyNotYaml(value);
  if (reason) return [errorAt(where, 'yaml-scalar', reason)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]: [string, unknown]) => [
    ...findings(key, `${where}.${key}`),
    ...findings(entry, Array.isArray(value) ? `${where}[${key}]` : `${where}.${key}`),
  ]);
};

/** Every value survives the way through a YAML 1.1 file. */
export const yamlScalar: Rule = (library) => {
  const source = sourceOf(library);
  return [
    ...library.roles.flatMap((role) => findings(role, `${source.role(role.name)}: role`)),
    ...library.playbooks.flatMap((playbook) =>
      findings(playbook.plays, `${source.playbook(playbook.path)}: ${playbook.path} plays`),
    ),
    ...library.zuul.flatMap((file) => findings(file.items, `${source.zuulFile(file.name)}: items`)),
  ];
};
