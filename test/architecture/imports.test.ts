import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { preProcessFile } from 'typescript';

const repository = join(__dirname, '../..');
const generator = join(repository, 'generator');

/** What each part may import of the other parts; itself it may always import. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  visible: [],
  diagnostics: ['visible'],
  zuul: [],
  model: ['zuul'],
  library: ['model'],
  'module-docs': [],
  rules: ['diagnostics', 'model', 'module-docs'],
  emit: ['diagnostics', 'model'],
  compile: ['diagnostics', 'model', 'zuul', 'emit'],
  tree: ['diagnostics', 'compile'],
  // Rooms of the linter, in the order in which it works.
  'validate/words': ['visible', 'model'],
  'validate/reading': ['visible', 'model', 'compile', 'validate/words'],
  'validate/stanzas': ['model', 'zuul', 'compile', 'validate/words', 'validate/reading'],
  'validate/views': ['model', 'validate/words', 'validate/reading', 'validate/stanzas'],
  'validate/rules': ['model', 'validate/words', 'validate/reading', 'validate/stanzas', 'validate/views'],
  'validate/report': ['visible', 'diagnostics', 'validate/reading', 'validate/rules'],
  validate: [
    'model',
    'validate/words',
    'validate/reading',
    'validate/stanzas',
    'validate/views',
    'validate/rules',
  ],
  source: ['diagnostics', 'validate/words'],
  site: ['diagnostics', 'model', 'compile', 'source', 'validate/words'],
  generate: ['diagnostics', 'model', 'library', 'module-docs', 'rules', 'compile', 'tree', 'site'],
  // What is behind a command: it puts the parts together and prints.
  'generate-command': ['diagnostics', 'compile', 'tree', 'generate'],
  'validate/command': [
    'visible',
    'diagnostics',
    'library',
    'site',
    'validate',
    'validate/reading',
    'validate/report',
  ],
  cli: ['diagnostics', 'generate-command', 'validate/command', 'rehearsal'],
};

/** Packages that only some files may use; a folder stands for all of its files. */
const reserved: Readonly<Record<string, readonly string[]>> = {
  'node:fs': ['tree.ts', 'module-docs.ts', 'site.ts', 'cli.ts', 'emit/prose.ts', 'validate/'],
  'node:child_process': [],
  ajv: ['validate/'],
  commander: ['cli.ts'],
  diff: ['tree.ts'],
  'dockerfile-ast': ['validate/'],
  handlebars: ['emit/prose.ts'],
  re2js: ['validate/words/pattern.ts'],
  yaml: ['emit/yaml.ts', 'module-docs.ts', 'site.ts', 'source.ts', 'validate/'],
};

interface Import {
  readonly file: string;
  readonly target: string;
}

/** The file itself or the nearest folder that has a row; a folder beside `generator/` stands for itself. */
const partOf = (path: string): string => {
  const steps = path.replace(/\.ts$/, '').split('/');
  const prefixes = steps.map((_, index) => steps.slice(0, steps.length - index).join('/'));
  return prefixes.find((prefix) => prefix in allowed) ?? steps[0] ?? '';
};

const imports: readonly Import[] = readdirSync(generator, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    preProcessFile(readFileSync(join(generator, file), 'utf8')).importedFiles.map(({ fileName }) => ({
      file,
      target: fileName,
    })),
  );

/** The part that a relative import leads to; folders beside `generator/` are parts as well. */
const targetPart = ({ file, target }: Import): string =>
  partOf(relative(generator, join(generator, dirname(file), target)).replace(/^\.\.\//, ''));

test('parts import each other in one direction', () => {
  const wrong = imports.filter((one) => {
    if (!one.target.startsWith('.')) return false;
    const [from, to] = [partOf(one.file), targetPart(one)];
    return from !== to && !allowed[from]?.includes(to);
  });
  expect(wrong).toEqual([]);
});

test('the order has no circle', () => {
  const parts = Object.keys(allowed);
  const reach = (part: string): readonly string[] =>
    (allowed[part] ?? []).flatMap((next) => [next, ...reach(next)]);
  expect(parts.filter((part) => reach(part).includes(part))).toEqual([]);
});

test.each(Object.entries(reserved))('%s is used where it belongs', (name, places) => {
  const users = imports.filter(({ target }) => target === name || target.startsWith(`${name}/`));
  expect(users.filter(({ file }) => !places.some((place) => file.startsWith(place)))).toEqual([]);
  expect(
    places.filter((place) => name !== 'node:fs' && !users.some(({ file }) => file.startsWith(place))),
  ).toEqual([]);
});

test('files are named after what they define', () => {
  const files = ['generator', 'rehearsal', 'test'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    ),
  );
  const names = files.map((file) => file.split('/').at(-1) ?? '');
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(name))).toEqual([]);
  expect(names.filter((name) => /(^|-)(utils?|helpers?|manager|service)[-.]/.test(name))).toEqual([]);
});
