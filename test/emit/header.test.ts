import { hashHeader, jsonHeader, markdownHeader, restHeader, withHeader } from '../../generator/emit/header';

const first = 'Generated from lib/a.ts - do not edit.';
const second = 'To change it, edit that file and run: npm run generate';

test('every kind of file says the same two things', () => {
  expect(hashHeader('lib/a.ts')).toBe(`# ${first}\n# ${second}\n`);
  expect(restHeader('lib/a.ts')).toBe(`..\n   ${first}\n   ${second}\n\n`);
  expect(markdownHeader('lib/a.ts')).toBe(`<!-- ${first}\n     ${second} -->\n\n`);
  expect(jsonHeader('lib/a.ts')).toBe(`${first} ${second}`);
});

const header = (path: string) => hashHeader(path);

test.each([
  ['lib/a.py', 'import os\n', `${header('lib/a.py')}import os\n`],
  ['lib/a.py', '#!/usr/bin/python\nimport os\n', `#!/usr/bin/python\n${header('lib/a.py')}import os\n`],
  ['lib/a.py', '', header('lib/a.py')],
  ['lib/a.conf.j2', 'a {{ b }}\n', `${header('lib/a.conf.j2')}a {{ b }}\n`],
  ['lib/a.json', '{}\n', '{}\n'],
  ['lib/a.html.j2', '<p>\n', '<p>\n'],
])('a file that a role ships: %s with %j', (path, text, expected) => {
  expect(withHeader(path, text)).toBe(expected);
});
