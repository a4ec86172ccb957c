import { findingsOfText } from '../validate/findings';
import { askZuul, repository, type TenantQuestion } from './offline';

const list = 'vars: {docker_images: [{context: ., repository: acme/app}]}';
const jobs = `- job: {name: registry, parent: opendev-buildset-registry}
- job: {name: build, parent: opendev-build-docker-image, ${list}}
- job: {name: part, parent: build, abstract: true}
- job: {name: whole, parent: part}
- job: {name: test, parent: opendev-buildset-registry-consumer}
- job: {name: tested, parent: test, run: playbooks/test.yaml, dependencies: [registry]}
- job: {name: own, run: playbooks/own.yaml}
`;

/** What stands below `check`, and whether Zuul makes a list of jobs of it. */
const samples: readonly (readonly [entries: string, isRefused: boolean])[] = [
  ['[build, registry, whole, own, opendev-buildset-registry]', false],
  ['[build: {dependencies: [registry]}]', true],
  ['[build: {dependencies: [registry]}, registry]', false],
  ['[build: {dependencies: [{name: registry}]}]', true],
  ['[build: {dependencies: [{name: registry, soft: true}]}]', false],
  ['[build: {dependencies: [opendev-buildset-registry]}]', true],
  ['[build: {dependencies: [registry], files: [other]}]', true],
  ['[build: {dependencies: [registry]}, registry: {files: [other]}]', false],
  ['[build: {dependencies: [build]}]', true],
  ['[build: {dependencies: [{name: build, soft: true}]}]', true],
  ['[build: {dependencies: [own]}, own: {dependencies: [{name: build, soft: true}]}]', true],
  [
    '[whole: {dependencies: [build, own]}, build: {dependencies: [registry]}, own: {dependencies: [registry]}, registry]',
    false,
  ],
  [
    '[whole: {dependencies: [build]}, build: {dependencies: [own]}, own: {dependencies: [whole]}, registry]',
    true,
  ],
  ['[build: {dependencies: [own]}, own: {dependencies: [{name: part, soft: true}]}]', false],
  ['[part]', true],
  ['[whole: {abstract: true}]', true],
  ['[part: {abstract: false}]', true],
  ['[test: {dependencies: [registry]}, registry]', true],
  ['[test: {run: playbooks/test.yaml, dependencies: [registry]}, registry]', false],
  ['[opendev-buildset-registry-consumer: {dependencies: [registry]}, registry]', true],
  ['[tested: {run: []}, registry]', false],
  ['[build: {run: []}]', false],
];
const textOf = (entries: string) => `${jobs}- project: {check: {jobs: ${entries}}}\n`;

const trusted = { trusted: true, options: { 'load-branch': 'main' } };
const tenantOf = (entries: string): TenantQuestion => ({
  projects: [
    { name: 'site', directory: `${repository}/test/zuul/fixtures/site`, ...trusted },
    { name: 'image-gate', directory: repository, ...trusted },
    { name: 'sample', files: { 'zuul.yaml': textOf(entries) } },
  ],
  graphs: [{ project: 'sample', pipeline: 'check' }],
});
const { tenants } = askZuul<string>({
  tenants: Object.fromEntries(samples.map(([entries]) => [entries, tenantOf(entries)])),
});

describe.each(samples)('%s', (entries, isRefused) => {
  const { messages = [], graphs = [] } = tenants[entries] ?? {};

  test(`is ${isRefused ? 'refused' : 'taken'} by Zuul`, () => {
    expect(messages).toEqual([]);
    expect(graphs.map(({ error }) => error)).toEqual([
      isRefused ? expect.stringMatching(/which was not run|cycle|abstract|run playbook/) : null,
    ]);
  });

  test('and the linter says the same', () => {
    const codes = findingsOfText(textOf(entries)).map(({ code }) => code);
    expect(codes.includes('refused-pipeline')).toBe(isRefused);
  });
});
