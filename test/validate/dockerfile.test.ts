import fc from 'fast-check';
import { baseImages } from '../../generator/validate/reading/dockerfile';

const bases = (text: string, target = '', args: Readonly<Record<string, string>> = {}) =>
  baseImages(text, new Map(Object.entries(args)), target).map(
    ({ reference, line }) => `${line} ${reference}`,
  );

test.each<[string, string, readonly string[]]>([
  ['one image', 'FROM debian:12\nRUN true\n', ['1 debian:12']],
  ['a platform', 'FROM --platform=$BUILDPLATFORM acme/base AS b\n', ['1 acme/base']],
  ['an argument with a default', 'ARG BASE=acme/base\nFROM ${BASE}:1\n', ['2 acme/base:1']],
  ['an argument of an argument', 'ARG T=1\nARG BASE=acme/base:$T\nFROM $BASE\n', ['3 acme/base:1']],
  ['a default of the instruction', 'FROM ${BASE:-acme/base}\n', ['1 acme/base']],
  ['a value that depends on another', 'ARG D=1\nFROM acme/base${D:+-debug}\n', ['2 acme/base-debug']],
  ['stages', 'FROM a/b AS build\nFROM build\nCOPY --from=c/d /x /y\n', ['1 a/b', '3 c/d']],
  ['a stage by number', 'FROM a/b\nFROM scratch\nCOPY --from=0 /x /y\n', ['1 a/b']],
  ['a mount', 'FROM a/b\nRUN --mount=type=bind,from=c/d,target=/x true\n', ['1 a/b', '2 c/d']],
  ['stages that are not needed', 'FROM a/b AS other\nFROM c/d\n', ['2 c/d']],
  ['continued lines and comments', '# FROM x/y\nFROM \\\n  # in between\n  a/b\n', ['2 a/b']],
  ['another escape character', '# escape=`\nFROM `\n  a/b\n', ['2 a/b']],
  ['a here-document', 'FROM a/b\nRUN <<EOF\nFROM c/d\nEOF\nCOPY --from=e/f x y\n', ['1 a/b', '5 e/f']],
  ['several arguments on a line', 'ARG A=a/b B=c/d\nFROM $B\n', ['2 c/d']],
  ['a value that is not set', 'ARG T=\nFROM a/b:${U-1}${T-2}${T:-3}${T+4}\n', ['2 a/b:134']],
  ['an argument within another', 'ARG R=7\nFROM a/b:${T:-${R}}\n', ['2 a/b:7']],
  [
    'two here-documents',
    'FROM a/b\nCOPY <<A <<B /x/\nFROM x\nA\nFROM y\nB\nCOPY --from=c/d x y\n',
    ['1 a/b', '7 c/d'],
  ],
  ...['grep x <<<"foo"', 'echo $((1<<20))', 'echo "cat <<EOF"', "echo 'cat <<EOF'"].map(
    (command): [string, string, readonly string[]] => [
      `no here-document in ${command}`,
      `FROM a/b\nRUN ${command}\nCOPY --from=c/d x y\n`,
      ['1 a/b', '3 c/d'],
    ],
  ),
  [
    'only flags of the instruction itself',
    'FROM a/b\nONBUILD COPY --from=c/d x y\nRUN pip install --from=c/d x\nCMD ["x", "--from=c/d"]\n',
    ['1 a/b'],
  ],
  ['nothing', '', []],
])('reads %s', (_, text, expected) => expect(bases(text)).toEqual(expected));

test('a target ends the build', () => {
  const text = 'FROM a/b AS one\nFROM c/d AS two\nFROM two AS three\n';
  expect(bases(text, 'one')).toEqual(['1 a/b']);
  expect(bases(text, 'three')).toEqual(['2 c/d']);
});

test('a build argument wins over the default', () => {
  expect(bases('ARG BASE=a/b\nFROM $BASE\n', '', { BASE: 'c/d' })).toEqual(['2 c/d']);
});

test('a value is not filled in again', () => {
  expect(bases('FROM a${B}\n', '', { B: 'b${B}' })).toEqual(['1 a']);
  expect(bases('ARG B\nFROM a${B}\n', '', { B: 'b${B}' })).toEqual(['2 ab${B}']);
});

test('an argument inside of a stage says nothing about later stages', () => {
  expect(bases('ARG BASE=a/b\nFROM x/y AS one\nARG BASE=c/d\nFROM $BASE\n')).toEqual(['4 a/b']);
});

test('no text makes it crash', () => {
  const word = fc.constantFrom(
    'FROM',
    'ARG',
    'COPY',
    '--from=',
    'a',
    '$A',
    '${A:-',
    '\\',
    '\n',
    '<<E',
    '"',
    ' ',
    '#',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word).map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(text, (content) => void baseImages(content, new Map(), '')),
    { numRuns: 500 },
  );
});
