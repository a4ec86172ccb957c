import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildsOf, type Build } from '../../rehearsal/drive/buildsets';
import { containersOf, digestAt, nodesOf, pushesOf, timesOf } from '../../rehearsal/report/record';
import type { Notification } from '../../rehearsal/stage/docker-hub/notifications';
import type { EngineEvent } from '../../rehearsal/stage/engine-record';

const state = mkdtempSync(path.join(tmpdir(), 'record-'));
afterAll(() => rmSync(state, { recursive: true }));

const event = (
  Type: string,
  Action: string,
  ID: string,
  Attributes: Readonly<Record<string, string>> = {},
): EngineEvent => ({ Type, Action, Actor: { ID, Attributes }, timeNano: 1_795_654_159_565 * 1e6 });

const build = (uuid: string, job_name: string, change: number): Build => ({
  ...{ uuid, job_name, result: 'SUCCESS', artifacts: [], error_detail: null, duration: 60 },
  ...{ start_time: '2026-11-26T00:48:00', end_time: '2026-11-26T00:49:00' },
  ref: { project: 'app', change, newrev: null },
});

test('a push is of the image that had the name at that moment', () => {
  const name = 'zuul-jobs.buildset-registry:5000/example/app:latest';
  const pushes = pushesOf([
    event('image', 'tag', 'sha256:one', { name }),
    event('image', 'push', name),
    event('image', 'tag', 'sha256:two', { name }),
    event('image', 'push', name),
    event('image', 'push', 'example/other:1.0'),
    event('container', 'create', 'c0ffee', { image: 'example/app:latest' }),
  ]);
  expect(pushes.map(({ repository, tag, image }) => [repository, tag, image])).toEqual([
    ['example/app', 'latest', 'sha256:one'],
    ['example/app', 'latest', 'sha256:two'],
    ['example/other', '1.0', undefined],
  ]);
});

test('a container tells the change that its image was built of', () => {
  const events = [
    event('container', 'create', 'c0ffee', { image: 'example/app:latest', 'org.zuul-ci.change': '3' }),
    event('image', 'tag', 'sha256:one', { name: 'example/app:latest' }),
  ];
  expect(containersOf(events)).toMatchObject([{ image: 'example/app:latest', change: '3' }]);
});

test('events and builds are on the same clock', () => {
  const { start, end } = timesOf(build('one', 'app-build', 1));
  const [push] = pushesOf([event('image', 'push', 'example/app:latest')]);
  expect([start, push?.at, end].map((time) => new Date(time ?? 0).toISOString())).toEqual([
    '2026-11-26T00:48:00.000Z',
    '2026-11-26T00:49:19.565Z',
    '2026-11-26T00:49:00.000Z',
  ]);
});

test('a name stands for what was pushed last, and for nothing after its deletion', () => {
  const target = { repository: 'example/app', tag: 'latest' };
  const at = (timestamp: string, digest?: string): Notification =>
    digest === undefined
      ? { action: 'delete', timestamp, target }
      : { action: 'push', timestamp, target: { ...target, digest } };
  const notifications = [
    at('2026-11-26T00:00:01.071848848Z', 'sha256:one'),
    at('2026-11-26T00:00:02Z', 'sha256:two'),
    at('2026-11-26T00:00:03Z'),
  ];
  const found = [0, 1, 2, 3].map((second) =>
    digestAt(notifications, target, Date.parse(`2026-11-26T00:00:0${second}.900Z`)),
  );
  expect(found).toEqual([undefined, 'sha256:one', 'sha256:two', undefined]);
});

test('the nodes of a build are in its inventory; a build that never began had none', () => {
  const folder = path.join(state, 'builds/one/ansible');
  mkdirSync(folder, { recursive: true });
  const inventory = 'all:\n  hosts:\n    node:\n      ansible_host: 10.99.0.11\n      zuul: !unsafe text\n';
  writeFileSync(path.join(folder, 'inventory.yaml'), inventory);
  expect(nodesOf(state, build('one', 'app-build', 1))).toEqual(['10.99.0.11']);
  expect(nodesOf(state, build('noop', 'noop', 1))).toEqual([]);
});

test('of a cycle, a change has its own builds and those that were made once for several', () => {
  const builds = [build('a', 'upload', 1), build('b', 'upload', 2), build('c', 'lint', 1)];
  const of = (change: number): readonly string[] =>
    buildsOf({ name: 'x', project: 'app', change }, builds).map(({ uuid }) => uuid);
  expect([of(1), of(2)]).toEqual([
    ['a', 'c'],
    ['b', 'c'],
  ]);
});
