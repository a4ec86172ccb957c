import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { siteContent } from '../../rehearsal/seed/projects';
import { askZuul, repository, type Project } from './offline';

/** As much of a stanza as is needed here. */
interface Stanza {
  readonly job?: { readonly secrets?: readonly { readonly secret: string }[] };
}

const { folder = '', files = {} } = siteContent([{ address: '192.0.2.1' }]);
const siteFiles = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text ?? '']));
const trusted = { trusted: true, options: { 'load-branch': 'main' } };

/** The secrets that the jobs of a project name. */
const secretsOf = (directory: string): string[] => {
  const folder = join(directory, 'zuul.d');
  const stanzas = readdirSync(folder).flatMap(
    (file) => parse(readFileSync(join(folder, file), 'utf8')) as Stanza[],
  );
  return [...new Set(stanzas.flatMap(({ job }) => job?.secrets ?? []).map(({ secret }) => secret))];
};

/** An example with the secrets that its owner adds: encrypted there, plain here, which Zuul takes as well. */
const example = (name: string): Project => {
  const directory = join(repository, 'examples', name);
  const data = { username: 'example', password: 'not-a-real-password' };
  const secrets = secretsOf(directory).map((secret) => ({ secret: { name: secret, data } }));
  return { name, directory, files: { 'zuul.d/secrets.yaml': stringify(secrets) } };
};

/** What waits for what, by project and pipeline. */
const dependencies: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'base-image check': { 'base-image-build': [] },
  'base-image gate': { 'base-image-upload': [] },
  'base-image promote': { 'base-image-promote': [] },
  'app check': { 'app-registry': [], 'app-build': ['app-registry'], 'app-test': ['app-build'] },
  'app gate': { 'app-registry': [], 'app-upload': ['app-registry'], 'app-test': ['app-upload'] },
  'app promote': { 'app-promote': [] },
};

const { tenants } = askZuul({
  tenants: {
    examples: {
      projects: [
        { name: 'site-config', directory: folder, files: siteFiles, ...trusted },
        { name: 'image-gate', directory: repository, ...trusted },
        example('base-image'),
        example('app'),
      ],
      graphs: Object.keys(dependencies).map((key) => {
        const [project = '', pipeline = ''] = key.split(' ');
        return { project, pipeline };
      }),
    },
  },
});

test('the examples load on the site of the rehearsal without a message', () => {
  expect(tenants.examples.messages).toEqual([]);
  expect(tenants.examples.findings).toEqual([]);
});

test.each(Object.keys(dependencies))('the jobs of %s start in order', (key) => {
  const graph = tenants.examples.graphs.find(({ project, pipeline }) => `${project} ${pipeline}` === key);
  expect(graph).toMatchObject({ error: null, dependencies: dependencies[key] });
});
