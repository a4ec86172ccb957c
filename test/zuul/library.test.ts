import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { askZuul, repository, type FrozenJob, type Project } from './offline';

const library: Project = {
  name: 'image-gate',
  directory: repository,
  trusted: true,
  options: { 'load-branch': 'main' },
};
const site: Project = {
  name: 'site',
  directory: join(__dirname, 'fixtures/site'),
  trusted: true,
  options: { 'load-branch': 'main' },
};
const app: Project = { name: 'app', directory: join(__dirname, 'fixtures/app') };

/**
 * What each job of the library runs: phase (`post!` also runs when the job is cancelled), nesting level, playbook, and
 * the secrets that the playbook sees. The base job adds level 0, without the library's secret.
 */
const jobs: Readonly<Record<string, readonly string[]>> = {
  'opendev-buildset-registry': [
    'pre   1 buildset-registry/pre   intermediate_registry',
    'run   1 buildset-registry/run   intermediate_registry',
    'post  1 buildset-registry/post  intermediate_registry',
    'post! 1 buildset-registry/clean intermediate_registry',
  ],
  'opendev-buildset-registry-consumer': [
    'pre   1 docker-image/pre        intermediate_registry',
    'post! 1 buildset-registry/clean intermediate_registry',
  ],
  'opendev-build-docker-image-base': [
    'pre   1 buildset-registry/pre   intermediate_registry',
    'pre   2 docker-image/pre        intermediate_registry',
    'run   1 buildset-registry/run   intermediate_registry',
    'post  1 buildset-registry/post  intermediate_registry',
    'post! 1 buildset-registry/clean intermediate_registry',
  ],
  'opendev-build-docker-image': [
    'pre   1 buildset-registry/pre   intermediate_registry',
    'pre   2 docker-image/pre        intermediate_registry',
    'run   3 docker-image/run',
    'post  1 buildset-registry/post  intermediate_registry',
    'post! 1 buildset-registry/clean intermediate_registry',
  ],
  'opendev-upload-docker-image': [
    'pre   1 buildset-registry/pre   intermediate_registry',
    'pre   2 docker-image/pre        intermediate_registry',
    'run   3 docker-image/run',
    'post  4 docker-image/upload',
    'post  1 buildset-registry/post  intermediate_registry',
    'post! 1 buildset-registry/clean intermediate_registry',
  ],
  'opendev-promote-docker-image': ['run   1 docker-image/promote'],
  'opendev-build-container-image-base': [
    'pre   1 buildset-registry/pre   intermediate_registry',
    'pre   2 container-image/pre     intermediate_registry',
    'run   1 buildset-registry/run   intermediate_registry',
    'post  1 buildset-registry/post  intermediate_registry',
    'post! 1 buildset-registry/clean intermediate_registry',
  ],
  'opendev-build-container-image': [
    'pre   1 buildset-registry/pre   intermediate_registry',
    'pre   2 container-image/pre     intermediate_registry',
    'run   3 container-image/run',
    'post  1 buildset-registry/post  intermediate_registry',
    'post! 1 buildset-registry/clean intermediate_registry',
  ],
  'opendev-upload-container-image': [
    'pre   1 buildset-registry/pre   intermediate_registry',
    'pre   2 container-image/pre     intermediate_registry',
    'run   3 container-image/run',
    'post  4 container-image/upload',
    'post  1 buildset-registry/post  intermediate_registry',
    'post! 1 buildset-registry/clean intermediate_registry',
  ],
  'opendev-promote-container-image': ['run   1 container-image/promote intermediate_registry'],
  'opendev-mirror-container-images': ['run   1 mirror-container-images/run'],
};
const names = Object.keys(jobs);

/** Where the plays of each playbook run: only building, and what makes nodes ready for it, happens on nodes. */
const hosts: Readonly<Record<string, readonly string[]>> = {
  'buildset-registry/clean': ['all'],
  'buildset-registry/post': ['localhost', 'localhost'],
  'buildset-registry/pre': ['localhost', 'all'],
  'buildset-registry/run': ['localhost'],
  'docker-image/pre': ['localhost'],
  'docker-image/promote': ['localhost'],
  'docker-image/run': ['all', 'localhost'],
  'docker-image/upload': ['localhost'],
  'container-image/pre': ['all', 'localhost'],
  'container-image/promote': ['localhost'],
  'container-image/run': ['all', 'localhost'],
  'container-image/upload': ['localhost'],
  'mirror-container-images/run': ['localhost'],
};
const appJobs = ['app-upload-image', 'app-build-image', 'app-test-image'];

/** What the jobs of the app wait for, by pipeline. */
const appDependencies: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  check: {
    'app-buildset-registry': [],
    'app-build-image': ['app-buildset-registry'],
    'app-test-image': ['app-build-image'],
  },
  gate: {
    'app-buildset-registry': [],
    'app-upload-image': ['app-buildset-registry'],
    'app-test-image': ['app-upload-image'],
  },
  promote: { 'app-promote-image': [] },
};
const pipelines = Object.keys(appDependencies);

const { tenants } = askZuul({
  tenants: {
    trusted: {
      projects: [site, library, app],
      jobs: [...names, ...appJobs].flatMap((job) => [
        { job, project: 'app', pipeline: 'check' },
        { job, project: 'app', pipeline: 'gate' },
      ]),
      graphs: pipelines.map((pipeline) => ({ project: 'app', pipeline })),
    },
    untrusted: {
      projects: [site, { ...library, trusted: false, options: {} }, app],
      jobs: [
        { job: 'opendev-buildset-registry', project: 'image-gate', pipeline: 'gate' },
        { job: 'opendev-buildset-registry', project: 'app', pipeline: 'gate' },
      ],
    },
    wrong: {
      projects: [
        site,
        library,
        { name: 'wrong', directory: join(__dirname, 'fixtures/wrong') },
        { name: 'refused', files: { 'zuul.yaml': '- job: {name: refused, parent: no-such-job}' } },
      ],
    },
  },
});

/** Zuul's job as lines of the table above. */
const lines = (job: FrozenJob): string[] =>
  job.playbooks
    .filter(({ level }) => level > 0)
    .map(({ phase, level, path, secrets, cleanup }) => {
      const playbook = path.replace(/^playbooks\//, '').replace(/\.yaml$/, '');
      return [phase + (cleanup ? '!' : ''), level, playbook, ...secrets].join(' ');
    });

/** Lines of a table without the spaces that align them. */
const unaligned = (table: readonly string[] | undefined): string[] | undefined =>
  table?.map((line) => line.replace(/ +/g, ' '));

const frozen = (name: string, pipeline: 'check' | 'gate' = 'check'): FrozenJob => {
  const found = tenants.trusted.jobs.find((job) => job.name === name && job.pipeline === pipeline);
  if (!found) throw new Error(`Zuul froze no ${name}.`);
  return found;
};

test('the generated tree loads as a config project without a message', () => {
  expect(tenants.trusted.messages).toEqual([]);
  expect(tenants.trusted.findings).toEqual([]);
});

test('the generated tree loads as an untrusted project without a message', () => {
  expect(tenants.untrusted.messages).toEqual([]);
  expect(tenants.untrusted.findings).toEqual([]);
});

test('an untrusted library keeps its secret from the jobs of other projects', () => {
  const [own, others] = tenants.untrusted.jobs;
  expect(own).toMatchObject({ error: null, post_review: true, allowed_projects: ['image-gate'] });
  expect(others?.error).toBe('Project app is not allowed to run job opendev-buildset-registry');
});

test('every job of the library stands in the table', () => {
  expect([...(tenants.trusted.defined['image-gate'] ?? [])].sort()).toEqual([...names].sort());
});

test.each(names)('%s runs the playbooks of the table', (name) => {
  expect(lines(frozen(name))).toEqual(unaligned(jobs[name]));
});

test('every playbook of the library runs on the hosts of the table', () => {
  const folder = join(repository, 'playbooks');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.yaml'),
  );
  const found = paths.map((path) => {
    const plays = parse(readFileSync(join(folder, path), 'utf8')) as readonly { readonly hosts: string }[];
    return [path.replace(/\.yaml$/, ''), plays.map((play) => play.hosts)];
  });
  expect(Object.fromEntries(found)).toEqual(hosts);
});

test.each(names)('%s leaves to its children what they decide', (name) => {
  expect(frozen(name)).toMatchObject({
    abstract: false,
    post_review: false,
    allowed_projects: null,
    timeout: 1800,
    voting: true,
    provides: [],
    requires: [],
    semaphores: [],
    nodes: /^opendev-(promote|mirror)-/.test(name) ? {} : { builder: 'debian' },
  });
});

test('every job of the library runs in a pipeline before review, but the consumer, which has nothing to run', () => {
  const refusals = names.map((name) => [name, frozen(name).error]).filter(([, error]) => error !== null);
  const consumer = 'opendev-buildset-registry-consumer';
  expect(refusals).toEqual([[consumer, `Job ${consumer} does not specify a run playbook`]]);
});

test('the base job sees none of the library secrets, and the library none of its', () => {
  const levels = frozen('opendev-build-docker-image').playbooks.filter(({ project }) => project === 'site');
  expect(levels.map(({ phase, level, secrets }) => [phase, level, secrets])).toEqual([
    ['pre', 0, ['site_logs']],
    ['post', 0, ['site_logs']],
  ]);
});

test('every playbook finds the roles of the library before those of the site', () => {
  for (const name of names) {
    for (const playbook of frozen(name).playbooks.filter(({ project }) => project === 'image-gate')) {
      expect([playbook.path, playbook.roles[0], playbook.trusted]).toEqual([
        playbook.path,
        'image-gate',
        true,
      ]);
    }
  }
});

test('credentials that a project passes to the upload job reach the upload playbook', () => {
  const upload = frozen('app-upload-image', 'gate');
  expect(upload).toMatchObject({ error: null, post_review: true, allowed_projects: ['app'] });
  expect(lines(upload)).toEqual(
    unaligned([
      'pre   1 buildset-registry/pre   docker_credentials intermediate_registry',
      'pre   2 docker-image/pre        docker_credentials intermediate_registry',
      'run   3 docker-image/run        docker_credentials',
      'post  4 docker-image/upload     docker_credentials',
      'post  1 buildset-registry/post  docker_credentials intermediate_registry',
      'post! 1 buildset-registry/clean docker_credentials intermediate_registry',
    ]),
  );
});

test('a pipeline before review refuses an upload job with credentials', () => {
  expect(frozen('app-upload-image').error).toBe(
    'Pre-review pipeline check does not allow post-review job app-upload-image',
  );
});

test("a consumer's own run playbook stands between the library's pre-run and post-run, without the secret", () => {
  const consumer = frozen('app-test-image');
  expect(consumer.error).toBeNull();
  expect(lines(consumer)).toEqual(
    unaligned([
      'pre   1 docker-image/pre        intermediate_registry',
      'run   2 test-image',
      'post! 1 buildset-registry/clean intermediate_registry',
    ]),
  );
});

test.each(pipelines)('the jobs of a project start in order in %s', (pipeline) => {
  const graph = tenants.trusted.graphs.find((each) => each.pipeline === pipeline);
  expect(graph).toMatchObject({ error: null, dependencies: appDependencies[pipeline] });
});

test('what Zuul says, and what it keeps silent about, is found', () => {
  expect(tenants.wrong.messages).toEqual([
    expect.objectContaining({
      project: 'refused',
      file: 'zuul.yaml',
      line: 1,
      message: 'Job no-such-job not defined',
    }),
  ]);
  const found = tenants.wrong.findings.map(({ kind, project, message }) => `${project} ${kind}: ${message}`);
  expect(found.sort()).toEqual([
    'refused cannot-freeze: refused: no variant of the job matches the change',
    'wrong missing-playbook: wrong-path: playbooks/missing.yaml does not exist',
    'wrong several-jobs-in-an-entry: Zuul runs wrong-path and drops wrong-role: write one entry for each job',
    'wrong unknown-pipeline: there is no pipeline chekc, so nothing runs',
    'wrong unknown-role-project: no/such-project is not in the tenant, so its roles are left out',
    'wrong unknown-role: wrong-role: playbooks/role.yaml uses the role no-such-role, which no project has',
  ]);
});
