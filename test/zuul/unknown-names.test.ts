import { findingsOfText } from '../validate/findings';
import { askZuul, repository, type TenantQuestion } from './offline';

const list = 'vars: {docker_images: [{context: ., repository: acme/app}]}';
const credentials = '{name: docker_credentials, secret: account, pass-to-parent: true}';

/** A configuration of which one name is another one. */
const textOf = (was: string, is: string) => {
  const text = `- secret: {name: account, data: {username: zuul, password: x}}
- nodeset: {name: large, nodes: [{name: node, label: debian}]}
- job: {name: app-base, parent: opendev-buildset-registry}
- job: {name: app-build, parent: opendev-build-docker-image, dependencies: app-base, nodeset: large, ${list}}
- job: {name: app-upload, parent: opendev-upload-docker-image, secrets: ${credentials}, ${list}}
- project-template: {name: app-images, gate: {jobs: [app-upload]}, promote: {jobs: [app-promote]}}
- job: {name: app-promote, parent: opendev-promote-docker-image, secrets: ${credentials}, ${list}}
- project: {templates: [app-images], check: {jobs: [app-base, app-build]}}
`;
  expect(text).toContain(was);
  return text.replace(was, is);
};

/** The slips, and what Zuul says. */
const slips: readonly (readonly [was: string, is: string, said: RegExp])[] = [
  ['parent: opendev-upload-docker-image', 'parent: opendev-upload-docker-images', /-images not defined/],
  ['parent: opendev-buildset-registry', 'parent: opendev-buildset-registri', /registri not defined/],
  ['[app-base, app-build]', '[app-base, app-biuld]', /app-biuld not defined/],
  ['jobs: [app-promote]', 'jobs: [app-promot: {voting: true}]', /app-promot not defined/],
  ['templates: [app-images]', 'templates: [app-imagez]', /"app-imagez" was not found/],
  ['secret: account', 'secret: acount', /Secret acount not found/],
  ['dependencies: app-base', 'dependencies: app-bas', /app-bas which was not run/],
  ['nodeset: large', 'nodeset: lagre', /"lagre" was not found/],
];

const trusted = { trusted: true, options: { 'load-branch': 'main' } };
const tenantOf = (text: string): TenantQuestion => ({
  projects: [
    { name: 'site', directory: `${repository}/test/zuul/fixtures/site`, ...trusted },
    { name: 'image-gate', directory: repository, ...trusted },
    { name: 'sample', files: { 'zuul.yaml': text } },
  ],
  graphs: ['check', 'gate', 'promote'].map((pipeline) => ({ project: 'sample', pipeline })),
});
const { tenants } = askZuul<string>({
  tenants: Object.fromEntries(slips.map(([was, is]) => [is, tenantOf(textOf(was, is))])),
});

test.each(slips)('%s, written %s, is refused by Zuul and told', (was, is, said) => {
  const { messages = [], graphs = [] } = tenants[is] ?? {};
  expect([...messages.map(({ message }) => message), ...graphs.flatMap(({ error }) => error ?? [])]).toEqual(
    expect.arrayContaining([expect.stringMatching(said)]),
  );
  const codes = findingsOfText(textOf(was, is)).map(({ code }) => code);
  expect(codes.filter((code) => code === 'unknown-name')).toEqual(['unknown-name']);
});

test.each([
  ['all names known', 'app-base', 'app-base'],
  ['a name that resembles none', 'parent: opendev-buildset-registry', 'parent: base'],
  ['two names beside each other', '[app-base, app-build]', '[app-base, app-build, app-built]'],
  [
    'a parent of nearly the same name',
    'name: app-base, parent: opendev-buildset-registry',
    'name: app-base, parent: app-bases',
  ],
  ['a name of a series', '[app-base, app-build]', '[app-base, app-build-2]'],
  [
    'a nodeset that is written out',
    'nodeset: large',
    'nodeset: {name: lagre, nodes: [{name: node, label: debian}]}',
  ],
])('nothing is told of %s', (_, was, is) => {
  expect(findingsOfText(textOf(was, is)).map(({ code }) => code)).not.toContain('unknown-name');
});
