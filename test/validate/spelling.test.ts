import { nearest, similar } from '../../generator/validate/words/spelling';

const known = ['tags', 'context', 'repository', 'check'];

test.each([
  ['tag', 'tags'],
  ['repositry', 'repository'],
  ['repositori3', 'repository'],
  ['owner', undefined],
  ['chekc', undefined],
  ['tags\u{1F600}', 'tags'],
])('the slip %s is taken for %s', (word, expected) => {
  expect(nearest(word, known)).toBe(expected);
});

test('letters that are swapped make a similar name', () => {
  expect(similar('chekc', known)).toBe('check');
  expect(similar('owner', known)).toBeUndefined();
});
