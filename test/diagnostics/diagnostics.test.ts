import {
  codeFrame,
  DiagnosticError,
  jsonReport,
  refuseErrors,
  textReport,
} from '../../generator/diagnostics';

const error = (where: string, code = 'a-rule') =>
  ({ severity: 'error', code, message: 'is wrong', where }) as const;
const warning = { ...error('z.yaml:1:1'), severity: 'warning' } as const;

// eslint-disable-next-line no-control-regex -- colours
const plain = (text: string) => text.replace(/\u001b\[\d+m/g, '');

test('findings are sorted by file, line and column as numbers, then by code', () => {
  const places = ['b.yaml:2:1', 'a.yaml:10:3', 'a.yaml:9:20', 'a.yaml:9:3'];
  const text = plain(textReport([...places.map((place) => error(place)), error('a.yaml:9:3', 'a')]));
  expect(text.split('\n').map((line) => line.replace('  error  is wrong  ', ' '))).toEqual([
    'a.yaml:9:3 (a)',
    'a.yaml:9:3 (a-rule)',
    'a.yaml:9:20 (a-rule)',
    'a.yaml:10:3 (a-rule)',
    'b.yaml:2:1 (a-rule)',
  ]);
});

test('a finding shows its excerpt and the way out', () => {
  const finding = { ...error('a.yaml:1:1'), excerpt: '> 1 | a\n    | ^', hint: 'Did you mean "b"?' };
  expect(plain(textReport([finding]))).toBe(
    'a.yaml:1:1  error  is wrong  (a-rule)\n> 1 | a\n    | ^\n  Did you mean "b"?',
  );
});

test('programs get the same findings as JSON', () => {
  expect(JSON.parse(jsonReport([warning, error('a.yaml:1:1')]))).toEqual({
    diagnostics: [error('a.yaml:1:1'), warning],
  });
});

test('errors stop a command, warnings do not', () => {
  expect(() => refuseErrors([warning])).not.toThrow();
  expect(() => refuseErrors([warning, error('a.yaml:1:1')])).toThrow(DiagnosticError);
});

test.each([
  ['first', 1, 1, '> 1 | one\n    | ^\n  2 | two'],
  ['middle', 2, 3, '  1 | one\n> 2 | two\n    |   ^\n  3 | three'],
  ['last', 3, 5, '  2 | two\n> 3 | three\n    |     ^'],
])('the %s line of a text with its neighbours', (_, line, column, frame) => {
  expect(codeFrame(['one', 'two', 'three'], line, column)).toBe(frame);
});

test('the numbers of lines stand below each other, and the caret is as long as asked', () => {
  const source = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`);
  expect(codeFrame(source, 9, 1, 4)).toBe('   8 | line 8\n>  9 | line 9\n     | ^^^^\n  10 | line 10');
});
