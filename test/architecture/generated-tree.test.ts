import { join } from 'node:path';
import { generate } from '../../generator/generate';
import { compareTree, manifestPath } from '../../generator/tree';

const root = join(__dirname, '../..');
const files = generate(join(root, 'site.yaml'));

test('the committed tree is what the definitions give', () => {
  const { different, orphans, unexpected } = compareTree(root, files);
  expect(Object.values(different).join('\n')).toBe('');
  expect({ orphans, unexpected }).toEqual({ orphans: [], unexpected: [] });
});

test('two runs give the same bytes', () => {
  expect(generate(join(root, 'site.yaml'))).toEqual(files);
  expect(Object.keys(generate(join(root, 'site.yaml')))).toEqual(Object.keys(files));
});

test('every generated file ends with one line feed, has no tab in YAML and says what it was made from', () => {
  const wrong = Object.entries(files).filter(
    ([path, text]) =>
      !/[^\n]\n$/.test(text) ||
      text.includes('\r') ||
      (path.endsWith('.yaml') && text.includes('\t')) ||
      (path !== manifestPath && !text.slice(0, 400).includes('Generated from generator/')),
  );
  expect(wrong.map(([path]) => path)).toEqual([]);
});
