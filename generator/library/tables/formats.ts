import { grammars } from '../../model/formats';
import type { PythonTable } from '../../model/library';

/** The grammars of texts, for the roles. */
export const formatTable: PythonTable = {
  path: 'roles/image-gate/module_utils/image_gate/text/format_table.py',
  source: 'generator/model/formats',
  about: 'Why texts are refused, by the grammar that they should follow; see ``formats`` for what it means.',
  name: 'FORMATS',
  type: 'dict[str, tuple[dict[str, Any], ...]]',
  value: grammars,
};
