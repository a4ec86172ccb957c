import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Build } from '../../rehearsal/drive/buildsets';
import type { Outcome } from '../../rehearsal/watch/run-steps';
import { copiedFiles } from '../../rehearsal/report/content';
import type { Evidence } from '../../rehearsal/report/evidence';
import { checkKept, checkStaged, checkTested } from '../../rehearsal/report/kept';
import { checkPublished } from '../../rehearsal/report/published';
import { fileOfImage, storedImage } from '../../rehearsal/report/stored-image';

const state = mkdtempSync(path.join(tmpdir(), 'published-'));
afterAll(() => rmSync(state, { recursive: true }));

const write = (file: string, text: string | Buffer): void => {
  mkdirSync(path.dirname(path.join(state, file)), { recursive: true });
  writeFileSync(path.join(state, file), text);
};

const registries = ['docker-hub', 'intermediate'] as const;

/** Puts a blob into both registries. */
const blob = (bytes: string | Buffer): string => {
  const hex = createHash('sha256').update(bytes).digest('hex');
  for (const name of registries)
    write(`registries/${name}/docker/registry/v2/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`, bytes);
  return `sha256:${hex}`;
};

const layer = (files: Readonly<Record<string, string>>): Buffer => {
  const folder = mkdtempSync(path.join(state, 'layer-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  execFileSync('tar', ['-czf', 'layer.tar.gz', ...Object.keys(files)], { cwd: folder });
  return readFileSync(path.join(folder, 'layer.tar.gz'));
};

/** Makes an image in both registries; the engine knows it by the digest of its configuration. */
const image = (change: string, ...layers: readonly Readonly<Record<string, string>>[]) => {
  const id = blob(JSON.stringify({ config: { Labels: { 'org.zuul-ci.change': change } }, made: layers }));
  const digests = layers.map((files) => ({ digest: blob(layer(files)) }));
  return { id, digest: blob(JSON.stringify({ config: { digest: id }, layers: digests })) };
};

const repository = (dockerfile: string, files: Readonly<Record<string, string>>): string => {
  const folder = path.join(state, 'review/git/app.git');
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries({ ...files, Dockerfile: dockerfile }))
    write(`review/git/app.git/${name}`, text);
  const git = (...argv: string[]): string =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.test', ...argv], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  git('init', '-q', '-b', 'main');
  git('add', '--all');
  git('commit', '-q', '-m', 'All');
  return git('rev-parse', 'HEAD');
};

const time = '2026-11-26T00:00:0';
const seconds = (second: number): number => Date.parse(`${time}${second}Z`) * 1e6;

/** What engine and registry have written down: a build pushed one image, and another one may have been published. */
const evidence = (
  pushed: ReturnType<typeof image>,
  published: ReturnType<typeof image>,
  commit: string,
): Evidence => {
  const name = 'registry.example:5000/example/app:latest';
  const events = [
    { Type: 'image', Action: 'tag', Actor: { ID: pushed.id, Attributes: { name } }, timeNano: seconds(2) },
    { Type: 'image', Action: 'push', Actor: { ID: name, Attributes: {} }, timeNano: seconds(2) },
  ];
  write('log/engine-of-node1.log', events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const target = { repository: 'example/app', digest: published.digest };
  const told = ['periodic_latest', 'latest'].map((tag) => ({
    ...{ action: 'push', timestamp: `${time}5Z`, target: { ...target, tag } },
  }));
  write('log/docker-hub-notifications.jsonl', told.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const kept = 'docker/registry/v2/repositories/example/app/_manifests/tags/one_latest/current/link';
  write(`registries/intermediate/${kept}`, published.digest);
  write('builds/one/ansible/inventory.yaml', 'all: {hosts: {node: {ansible_host: 10.99.0.11}}}\n');
  const metadata = { type: 'container_image', repository: 'example/app', tag: 'latest' };
  const build: Build = {
    ...{ uuid: 'one', job_name: 'app-upload', result: 'SUCCESS', error_detail: null, duration: 8 },
    ...{
      start_time: `${time}1`,
      end_time: `${time}9`,
      ref: { project: 'app', change: null, newrev: commit },
    },
    artifacts: [
      {
        name: 'example/app:latest',
        url: 'docker://intermediate.example:5000/example/app:one_latest',
        metadata: { ...metadata, digest: published.digest },
      },
    ],
  };
  const outcome: Outcome = {
    ...{ item: { name: 'night', project: 'app', commit }, pipeline: 'periodic', expected: 'SUCCESS' },
    buildset: { uuid: 'set', result: 'SUCCESS', message: null, refs: [build.ref], builds: [build] },
  };
  return {
    stage: { namespaces: { state }, nodes: [{ name: 'node1', address: '10.99.0.11' }] },
    scenario: {
      projects: [{ name: 'app', published: [{ repository: 'example/app', context: '.', tag: 'latest' }] }],
    },
    outcomes: [outcome],
  } as unknown as Evidence;
};

const dockerfile = 'FROM busybox:stable\nCOPY a.txt b.txt /srv/\n';

test('what the build pushed may be published', async () => {
  const commit = repository(dockerfile, { 'a.txt': 'a=NEW\n', 'b.txt': 'b=NEW\n' });
  const own = image('4', { 'bin/sh': '' }, { 'srv/a.txt': 'a=NEW\n', 'srv/b.txt': 'b=NEW\n' });
  const good = evidence(own, own, commit);
  expect(checkKept(good)).toEqual({
    ...{ name: 'what is kept for others is what the build pushed (1 images)', problems: [] },
  });
  expect(await checkPublished(good)).toEqual({
    name: 'what is published is what the build pushed (1 images by digest, 2 of their files by content)',
    problems: [],
  });
});

test('another image is not believed, though all that later steps tell agrees', async () => {
  const commit = repository(dockerfile, { 'a.txt': 'a=NEW\n', 'b.txt': 'b=NEW\n' });
  const own = image('4', { 'srv/a.txt': 'a=NEW\n', 'srv/b.txt': 'b=NEW\n' });
  const ahead = image('3', { 'srv/a.txt': 'a=NEW\n', 'srv/b.txt': 'b=OLD\n' });
  const bad = evidence(own, ahead, commit);
  const [mine, other] = [own.id.slice(0, 19), ahead.digest.slice(0, 19)];
  const what = `example/app:latest of app at ${commit.slice(0, 7)} (app-upload in periodic)`;
  expect(checkKept(bad).problems).toEqual([
    `${what}: the build pushed image ${mine}, but intermediate has another one (${other}, built of change 3)`,
  ]);
  expect((await checkPublished(bad)).problems).toEqual([
    `${what}: the build pushed image ${mine}, but docker-hub has another one (${other}, built of change 3)`,
    `${what} as published: /srv/b.txt is "b=OLD", but b.txt at ${commit.slice(0, 7)} is "b=NEW"`,
  ]);
});

test('a staged image is compared as well, and a container with its change', () => {
  const commit = repository(dockerfile, { 'a.txt': '', 'b.txt': '' });
  const own = image('4', { 'srv/a.txt': '4' });
  const bad = evidence(own, image('3', { 'srv/a.txt': '3' }), commit);
  const ref = { project: 'app', change: 4, newrev: null };
  const ofChange = bad.outcomes.map((outcome) => ({
    ...{ ...outcome, pipeline: 'gate' as const, item: { name: 'c4', project: 'app', change: 4 } },
    buildset: { ...outcome.buildset, builds: outcome.buildset.builds.map((build) => ({ ...build, ref })) },
  }));
  const log = path.join(state, 'log/docker-hub-notifications.jsonl');
  write('log/docker-hub-notifications.jsonl', readFileSync(log, 'utf8').replace('periodic_', 'change_4_'));
  const made = { ID: 'x', Attributes: { image: 'example/app:latest', 'org.zuul-ci.change': '3' } };
  write(
    'log/engine-of-node1.log',
    `${readFileSync(path.join(state, 'log/engine-of-node1.log'), 'utf8')}${JSON.stringify({
      ...{ Type: 'container', Action: 'create', Actor: made, timeNano: seconds(6) },
    })}\n`,
  );
  expect(checkStaged({ ...bad, outcomes: ofChange }).problems).toHaveLength(1);
  expect(checkTested({ ...bad, outcomes: ofChange })).toEqual({
    name: 'jobs ran the images of their own change (1 containers)',
    problems: ['app-upload of change 4 in gate ran example/app:latest of change 3'],
  });
});

test('a build without a push of its own is told', () => {
  const commit = repository(dockerfile, { 'a.txt': '', 'b.txt': '' });
  const own = image('4', { 'srv/a.txt': '' });
  const silent = evidence(own, own, commit);
  write('log/engine-of-node1.log', '');
  expect(checkKept(silent).problems).toEqual([
    `example/app:latest of app at ${commit.slice(0, 7)} (app-upload in periodic): no engine of the build's nodes has pushed it`,
  ]);
});

test('a file is read from the topmost layer that has it, and is gone where a layer removes it', async () => {
  const { digest } = image(
    '1',
    { 'srv/a.txt': 'below', 'srv/b.txt': 'below', 'srv/c.txt': 'below' },
    { 'srv/a.txt': 'above', 'srv/.wh.b.txt': '' },
  );
  const stored = storedImage(state, 'docker-hub', digest);
  const read = (name: string): Promise<string | undefined> =>
    stored === undefined ? Promise.resolve('no image') : fileOfImage(stored, name);
  expect(await Promise.all(['srv/a.txt', 'srv/b.txt', 'srv/c.txt', 'srv/d.txt'].map(read))).toEqual([
    ...['above', undefined, 'below', undefined],
  ]);
});

test('of a Dockerfile only what surely is a file of the repository counts', () => {
  const text = [
    ...['FROM busybox AS first', 'COPY hidden.txt /srv/', 'FROM busybox', 'COPY one.txt /etc/name.txt'],
    ...['COPY a/two.txt three.txt /srv/', 'COPY --from=first /x /y', 'COPY four.txt relative/'],
    ...['COPY *.txt /srv/'],
  ].join('\n');
  expect(copiedFiles(text)).toEqual([
    { from: 'one.txt', to: 'etc/name.txt' },
    { from: 'a/two.txt', to: 'srv/two.txt' },
    { from: 'three.txt', to: 'srv/three.txt' },
  ]);
});
