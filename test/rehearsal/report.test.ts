import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Build } from '../../rehearsal/drive/buildsets';
import { failingTask } from '../../rehearsal/report/failure';
import { compareNodes, isNoise } from '../../rehearsal/report/nodes';
import { findSecrets, secretsOf } from '../../rehearsal/report/secrets';
import { table } from '../../rehearsal/report/tables';
import { passwords } from '../../rehearsal/stage/passwords';
import { phaseOf } from '../../rehearsal/watch/phase';

const state = mkdtempSync(path.join(tmpdir(), 'report-'));
afterAll(() => rmSync(state, { recursive: true }));

const build = (uuid: string, log: string): Build => {
  const folder = path.join(state, 'builds', uuid, 'work', 'logs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'job-output.txt'), log);
  return {
    ...{ uuid, job_name: 'job', result: 'FAILURE', artifacts: [], error_detail: null },
    ...{ start_time: null, end_time: null, duration: null },
    ref: { project: 'app', change: 1, newrev: null },
  };
};

const log = `2026-01-01 10:00:00.000000 | PRE-RUN START: [trusted : pre.yaml@main]
2026-01-01 10:00:01.000000 | TASK [Prepare]
2026-01-01 10:00:02.000000 | PRE-RUN END RESULT_NORMAL: [trusted : pre.yaml@main]
2026-01-01 10:00:02.000000 | RUN START: [untrusted : run.yaml@main]
2026-01-01 10:00:03.000000 | TASK [Test it]
2026-01-01 10:00:04.000000 | node | ERROR
2026-01-01 10:00:04.000000 | node | {
2026-01-01 10:00:04.000000 | node |   "msg": "it does not work"
2026-01-01 10:00:04.000000 | node | }
2026-01-01 10:00:05.000000 | PLAY RECAP
`;

test('of a failed build the failing task is shown, without the clock', () => {
  const failed = build('failed', log);
  expect(failingTask(state, failed, '/log').split('\n').slice(0, 5)).toEqual([
    ...['TASK [Test it]', 'node | ERROR', 'node | {', 'node |   "msg": "it does not work"', 'node | }'],
  ]);
  expect(phaseOf(state, 'failed')).toBe('run');
});

test('a build that never began says why, if Zuul does', () => {
  const never: Build = { ...build('other', ''), uuid: 'never', error_detail: 'nodes are missing' };
  expect(failingTask(state, never, '/log')).toBe('nodes are missing');
  expect(phaseOf(state, 'never')).toBe('preparing');
});

test('of what is left on a node the outermost folder is named', () => {
  const before = new Map([['node1', new Set(['image a:latest 1', 'file /tmp/old f'])]]);
  const after = new Map([
    [
      'node1',
      new Set(['image a:latest 1', 'file /tmp/new d 755', 'file /tmp/new/x f 644', 'file /tmp/new/x/y f']),
    ],
  ]);
  expect(compareNodes(before, after)).toEqual([
    'node1: left file /tmp/new d 755',
    'node1: gone file /tmp/old f',
  ]);
});

test('a node of which nothing is known in the end has lost what it had', () => {
  expect(compareNodes(new Map([['node1', new Set(['image a:latest 1'])]]), new Map())).toEqual([
    'node1: gone image a:latest 1',
  ]);
});

test('a password is found in a log, encoded in a file of a build, and on a command line; not where Zuul itself hands it on', async () => {
  const { dockerHub, intermediateRegistry } = passwords(state);
  const work = path.join(state, 'builds', 'leaky', 'work');
  mkdirSync(path.join(work, 'logs'), { recursive: true });
  const handed = {
    secret_data: { buildset_registry: { username: 'zuul', password: 'made-for-one-buildset' } },
  };
  writeFileSync(path.join(work, 'results.json'), JSON.stringify(handed));
  writeFileSync(path.join(work, 'logs', 'job-output.txt'), `login with ${dockerHub}\n`);
  for (const [name, end] of [
    ['config.json', ''],
    ['with-line-end', '\n'],
  ] as const) {
    const account = Buffer.from(`zuul:made-for-one-buildset${end}`);
    writeFileSync(path.join(work, name), account.toString('base64'));
  }
  const found = await findSecrets(
    state,
    secretsOf(state),
    new Set([`docker login -p ${intermediateRegistry}`, 'sleep 1']),
  );
  expect(found.map((line) => line.replaceAll(state, 'STATE')).sort()).toEqual([
    'password of Docker Hub in STATE/builds/leaky/work/logs/job-output.txt',
    'password of the buildset registry of leaky (Basic authentication) in STATE/builds/leaky/work/config.json',
    'password of the buildset registry of leaky (Basic authentication) in STATE/builds/leaky/work/with-line-end',
    'password of the intermediate registry on the command line of docker',
  ]);
});

test('a table is as wide as its widest cells, whatever their colour', () => {
  expect(table('Head', ['a', 'long'], [['xx', '\u001b[32my\u001b[39m']])).toBe(
    'Head\na   long\n-----------\nxx  \u001b[32my\u001b[39m\n',
  );
});

test.each([
  ['process root sshd: zuul [priv]', true],
  ['process root /usr/lib/openssh/sshd-auth -D -R', true],
  ['process zuul sshd-session: zuul@notty', true],
  ['process zuul /usr/lib/openssh/sftp-server', true],
  ['process zuul (sd-pam)', true],
  ['process root /usr/sbin/sshd-like-miner', false],
  ['process zuul python3 -m http.server', false],
])('%s is of any job: %j', (line, expected) => {
  expect(isNoise(line)).toBe(expected);
});
