import { grammars, type GrammarName } from '../../model/formats';
import type { Format } from '../../model/variable';
import { checkOf, type Check } from './format-check';
import { splitRegistry } from './references';

const grammarChecks = Object.fromEntries(
  Object.entries(grammars).map(([name, grammar]) => [name, checkOf(grammar)]),
) as Readonly<Record<GrammarName, Check>>;

/** A repository, with or without its registry. */
const imageRepository: Check = (text, isSecret) => {
  // What has a scheme is not split at its slashes.
  if (text.includes('://')) return grammarChecks.repository(text, isSecret);
  const { registry, repository } = splitRegistry(text);
  return (
    (registry ? grammarChecks.registry(registry, isSecret) : undefined) ??
    grammarChecks.repository(repository, isSecret)
  );
};

/** What the formats of fields mean. */
export const checks: Readonly<Record<Format, Check>> = {
  ...grammarChecks,
  'image-repository': imageRepository,
};
