import { liveItemsOf } from '../../rehearsal/watch/status';

test('of a queue the items are told that Zuul works on, with the builds that have started', () => {
  const job = { name: 'build', uuid: null, result: null, paused: null, elapsed_time: null };
  const started = { ...job, uuid: 'one', paused: true, elapsed_time: 61_400 };
  const ahead = { live: false, refs: [{ id: '1,1' }], jobs: [] };
  const behind = { live: true, refs: [{ id: '2,1' }, { id: '3,2' }], jobs: [job, started] };
  const status = { pipelines: [{ name: 'check', change_queues: [{ heads: [[ahead, behind]] }] }] };
  const build = { uuid: 'one', pipeline: 'check', item: '2+3', job: 'build', doing: 'paused', seconds: 61 };
  expect(liveItemsOf(status, '/nowhere')).toEqual([
    { pipeline: 'check', ids: ['2,1', '3,2'], builds: [build] },
  ]);
});
