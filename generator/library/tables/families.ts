import { families } from '../../model/families';
import type { PythonTable } from '../../model/library';

/** What families of jobs call things, for the roles. */
export const familyTable: PythonTable = {
  path: 'roles/image-gate/module_utils/image_gate/input/family_table.py',
  source: 'generator/model/families.ts',
  about: 'What the jobs of each family call what all of them need; see ``listed_image.Family``.',
  name: 'FAMILIES',
  type: 'dict[str, dict[str, Any]]',
  value: Object.fromEntries(
    Object.entries(families).map(([name, family]) => [name, { ...family, twins: undefined }]),
  ),
};
