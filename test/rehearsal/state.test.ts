import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { down } from '../../rehearsal';

const folder = mkdtempSync(path.join(tmpdir(), 'state-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(['site', 'site-logs'])('a folder %s that is no rehearsal is not removed', async (name) => {
  const other = path.join(folder, name);
  mkdirSync(other);
  writeFileSync(path.join(other, 'thesis.txt'), 'mine');
  await expect(down({ state: path.join(folder, 'site') })).rejects.toThrow(
    `${other} holds something else than a rehearsal; choose another folder with --state`,
  );
  expect(existsSync(path.join(other, 'thesis.txt'))).toBe(true);
  rmSync(other, { recursive: true });
});

test('what a crashed rehearsal has left is removed', async () => {
  const state = path.join(folder, 'crashed');
  mkdirSync(state);
  writeFileSync(path.join(state, 'namespaces.log'), '');
  jest.spyOn(console, 'log').mockImplementation();
  expect(await down({ state })).toBe(0);
  expect(existsSync(state)).toBe(false);
});
