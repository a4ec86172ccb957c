import { nearest, similar, slipOf } from '../../generator/validate/words/spelling';

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

test.each([
  ['app-biuld', 'app-build'],
  ['app-imagez', 'app-images'],
  ['app_build', 'app-build'],
  ['appbuild', 'app-build'],
  ['app-dockr', 'app-docker'],
  ['app-tst', 'app-test'],
  ['app-py311', 'app-py312'],
  ['app-py3', 'app-py'],
  ['app-amd64', 'app-arm64'],
  ['app-api', 'app-gui'],
  ['app-push', 'app-pull'],
  ['app-build-a', 'app-build'],
  ['app-build-a', 'app-build-b'],
])('whether %s is a slip of %s, or another name', (name, known) => {
  const isSlip = /biuld|imagez|app_|appb|dockr|tst/.test(name);
  expect(slipOf(name, [known])).toBe(isSlip ? known : undefined);
  expect(slipOf(known, [name])).toBe(isSlip ? name : undefined);
});
