import { prose } from '../../generator/emit/prose';

const readme = (parts: Readonly<Record<string, unknown>>) =>
  prose('role-readme', {
    header: '',
    summary: 'Summary.',
    description: 'Description.',
    variables: '',
    outputs: [],
    differences: [],
    ...parts,
  });

test('Jinja, quotes and angle brackets in the data come out as they are', () => {
  const text = `{{ zuul.project.src_dir }} {% if a %} "quoted" <b> & 'more'`;
  expect(readme({ description: text })).toBe(`Summary.\n\n${text}\n`);
});

test('a name that the data does not have is an error, not an empty place', () => {
  expect(() => prose('role-readme', { header: '', description: '' })).toThrow(/"summary" not defined/);
});

test('parts without content leave no heading and no gap', () => {
  expect(readme({ outputs: [{ name: 'a', kind: 'fact', description: 'One.\nTwo.' }] })).toBe(
    'Summary.\n\nDescription.\n\n**Output**\n\n``a`` (fact)\n   One.\n   Two.\n',
  );
  expect(readme({ differences: ['One.', 'Two.'] })).toBe(
    'Summary.\n\nDescription.\n\n**Differences from the role of this name in zuul-jobs**\n\n* One.\n* Two.\n',
  );
});
