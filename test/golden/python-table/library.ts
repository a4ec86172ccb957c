import type { Library } from '../../../generator/model/library';

/** A table for the Python of a role: short and long lists and mappings, texts with quotes and letters of other scripts. */
export const library: Library = {
  root: 'test/golden/python-table',
  roles: [],
  playbooks: [],
  zuul: [],
  schemas: [],
  tables: [
    {
      path: 'roles/thing/module_utils/thing/table.py',
      source: 'test/golden/python-table/library.ts',
      about: 'What things are like.',
      name: 'THINGS',
      type: 'dict[str, Any]',
      value: {
        none: {},
        nothing: null,
        left: undefined,
        one: ['a'],
        few: ['a', 2, true, false],
        many: Array.from({ length: 12 }, (_, index) => `number ${index}`),
        nested: [{ words: 'äöü "quoted" \\ back\n', deep: [[['x'.repeat(90)]]] }],
      },
    },
  ],
};
