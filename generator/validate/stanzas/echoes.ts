import type { Finding } from '../reading/finding';

/** What is wrong with how YAML reads a place: all else that is wrong there follows from it. */
const isRoot = ({ code, severity }: Finding): boolean =>
  code === 'folded-list' || code === 'yaml' || (code === 'number-as-tag' && severity === 'error');

/** The findings without those that follow from another one at the same place. */
export const withoutEchoes = (findings: readonly Finding[]): readonly Finding[] => {
  const keyOf = ({ place: { source, start } }: Finding) => `${source.path}\n${start}`;
  const roots = new Set(findings.filter(isRoot).map(keyOf));
  return findings.filter((each) => isRoot(each) || !roots.has(keyOf(each)));
};
