import {
  generationOf,
  generations,
  newest,
  outermost,
  quickest,
  releases,
  selectGenerations,
} from '../../rehearsal/hosts/generations';

const names = generations.map(({ name }) => name);

test('every generation has a name of its own, which is a word of a command line and of a path', () => {
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^[a-z][a-z0-9-]*$/.test(name) || name === 'all')).toEqual([]);
});

test('the table goes from the oldest engine to the newest', () => {
  const versions = generations.map(({ docker }) => docker.split('.').map(Number));
  const sorted = [...versions].sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
  expect(versions).toEqual(sorted);
});

test('every release has a generation', () => {
  expect(new Set(generations.map(({ suite }) => suite))).toEqual(new Set(Object.keys(releases)));
});

test('what goes over the root file system has a path from its root', () => {
  const targets = generations.flatMap(({ files = {}, programs = [] }) => [
    ...Object.keys(files),
    ...programs.map(({ target }) => target),
  ]);
  expect(targets.length).toBeGreaterThan(0);
  expect(targets.filter((target) => target.startsWith('/') || target.includes('..'))).toEqual([]);
});

test('generations are chosen by name, in the order of the table', () => {
  expect(selectGenerations('docker29, bookworm').map(({ name }) => name)).toEqual(['bookworm', 'docker29']);
  expect(selectGenerations('all')).toBe(generations);
  expect(selectGenerations(outermost)).toEqual([generations.at(0), generations.at(-1)]);
  expect(generationOf(newest)).toBe(generations.at(-1));
  expect(generationOf(quickest).programs).toBeUndefined();
});

test('a wrong name is told with those that there are', () => {
  expect(() => selectGenerations('bookworm,bullseye')).toThrow(
    `there are no hosts bullseye; there are ${names.join(', ')}`,
  );
});
