import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askZuul, repository, type TenantQuestion } from './offline';

const folder = join(repository, 'test/schemas/zuul-project');
const samples = (kind: string) => readdirSync(join(folder, kind)).filter((name) => name.endsWith('.yaml'));
const trusted = { trusted: true, options: { 'load-branch': 'main' } };

/** Each sample is alone in a tenant of its own, beside a site with pipelines. */
const tenantOf = (kind: string, name: string): TenantQuestion => ({
  projects: [
    { name: 'site', directory: join(__dirname, 'fixtures/site'), ...trusted },
    { name: 'sample', files: { 'zuul.yaml': readFileSync(join(folder, kind, name), 'utf8') }, ...trusted },
  ],
  graphs: [{ project: 'sample', pipeline: 'check' }],
});

const { tenants } = askZuul<string>({
  tenants: Object.fromEntries(
    ['valid', 'invalid'].flatMap((kind) =>
      samples(kind).map((name) => [`${kind}/${name}`, tenantOf(kind, name)] as const),
    ),
  ),
});

/** What Zuul says against a sample: while it loads it, or else when its jobs are to run. */
const refusals = (sample: string): readonly string[] => {
  const { messages = [], graphs = [] } = tenants[sample] ?? {};
  const errors = messages.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const failed = graphs.flatMap(({ error }) => error ?? []).filter((error) => error.startsWith('TypeError'));
  return [...errors, ...failed];
};

/** What Zuul takes although it does not do what anybody could mean. */
const tolerated = ['home-paths.yaml'];

test.each(samples('invalid').filter((name) => !tolerated.includes(name)))('Zuul refuses %s', (name) => {
  expect(refusals(`invalid/${name}`)).not.toEqual([]);
});

/** Samples that speak of things which are not in the tenant. */
const elsewhere: Readonly<Record<string, RegExp>> = {
  'base-job.yaml': /not permitted to shadow/,
  'jobs.yaml': /opendev-build-docker-image not defined/,
  'pipeline.yaml': /data\['trigger'\]/,
  'provider.yaml': /Unknown connection/,
};

test.each(samples('valid'))('Zuul takes %s', (name) => {
  const expected = elsewhere[name];
  const found = refusals(`valid/${name}`);
  if (expected) expect(found).toEqual([expect.stringMatching(expected)]);
  else expect(found).toEqual([]);
});
