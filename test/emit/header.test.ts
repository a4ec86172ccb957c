import { hashHeader, jsonHeader, markdownHeader, restHeader } from '../../generator/emit/header';

const first = 'Generated from lib/a.ts - do not edit.';
const second = 'To change it, edit that file and run: npm run generate';

test('every kind of file says the same two things', () => {
  expect(hashHeader('lib/a.ts')).toBe(`# ${first}\n# ${second}\n`);
  expect(restHeader('lib/a.ts')).toBe(`..\n   ${first}\n   ${second}\n\n`);
  expect(markdownHeader('lib/a.ts')).toBe(`<!-- ${first}\n     ${second} -->\n\n`);
  expect(jsonHeader('lib/a.ts')).toBe(`${first} ${second}`);
});
