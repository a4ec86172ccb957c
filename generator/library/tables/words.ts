import { expected } from '../../model/formats/editor';
import type { PythonTable } from '../../model/library';
import { words } from '../../model/words';

/** The words for mistakes, for the roles. */
export const wordTable: PythonTable = {
  path: 'roles/image-gate/module_utils/image_gate/text/word_table.py',
  source: 'generator/model/words.ts',
  about: 'What is said of a mistake, as the linter says it; see ``mistakes``.',
  name: 'WORDS',
  type: 'dict[str, dict[str, Any]]',
  value: { ...words, formats: expected },
};
