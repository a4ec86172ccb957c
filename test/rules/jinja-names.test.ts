import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { library } from '../../generator/library';
import { namesIn, textsOfTask, textsOfVariables, type JinjaText } from '../../generator/rules/names-of';
import { namesOfExpression, namesOfTemplate } from '../../generator/rules/jinja-names';
import { taskLists } from '../../generator/rules/task-lists';
import { readSite } from '../../generator/site';

const root = join(__dirname, '../..');

const namesByJinja = (texts: readonly JinjaText[]): readonly (readonly string[])[] => {
  const { stdout, stderr, status } = spawnSync(
    join(root, '.venv/check/bin/python'),
    [join(__dirname, 'undeclared_variables.py')],
    { input: JSON.stringify(texts), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
};

const sortedNames = (text: JinjaText) => [...new Set(namesIn([text]).map(({ name }) => name))].sort();

const definitions = library(readSite(join(root, 'site.yaml')));
const ofTheLibrary = [
  ...definitions.roles.flatMap(textsOfVariables),
  ...taskLists(definitions).flatMap(({ tasks }) => tasks.flatMap(({ task }) => textsOfTask(task))),
];

const template = (text: string): JinjaText => ({ text, form: 'template' });
const expression = (text: string): JinjaText => ({ text, form: 'expression' });

// What the library does not use today, but may tomorrow.
const others = [
  template('no template at all'),
  template("{{ a['b'].c[d] }} {{ e.f(g=h, i=[j, k]) }}"),
  template('{{ "}} a" ~ \'{{ b\' ~ c }}'),
  template("{{ {'a': {'b': c}} }}{{ d }}"),
  template('{{ a if b is defined and c is not none else d | default(e, true) | ansible.builtin.f(g) }}'),
  template(
    '{% for a, b in c.items() if a in d and e %}{{ a }}{{ b }}{{ loop.index }}{{ f }}{% endfor %}{{ a }}',
  ),
  template('{% for a in (b if c else d) %}{{ a }}{% else %}{{ e }}{% endfor %}'),
  template('{% set a = b %}{{ a }}{{ c }}{%- if d -%}{{ e }}{% elif f == 1 %}g{% endif %}'),
  template('{% raw %}{{ a }}{% endraw %}{{ b }}{# {{ c }} #}{{- d -}}'),
  expression('a.b == c and not d or e in [f, 1, 2.5, true, none]'),
  expression('a is sameas b and c is not divisibleby(d)'),
  expression("a | selectattr('b', 'equalto', c) | map(attribute='d') | list | length > e"),
  expression("lookup('env', a) != 'b' and range(c) | list"),
];

test('finds the names that Jinja2 finds in every expression of the library', () => {
  expect(ofTheLibrary.length).toBeGreaterThan(100);
  expect(ofTheLibrary.map(sortedNames)).toEqual(namesByJinja(ofTheLibrary));
});

test('finds the names that Jinja2 finds in expressions of other shapes', () => {
  const found = (names: readonly (readonly string[])[]) =>
    Object.fromEntries(others.map(({ text }, index) => [text, names[index]]));
  expect(found(others.map(sortedNames))).toEqual(found(namesByJinja(others)));
});

test('tells which part of a variable is read', () => {
  expect(namesOfTemplate("{{ a.b['c'].d(e) }}")).toEqual([
    { name: 'a', path: ['b', 'c'], tested: false },
    { name: 'e', path: [], tested: false },
  ]);
});

test.each([
  ['a is defined', true],
  ['a.b is not defined', true],
  ['a is undefined', true],
  ['a | length > 0', true],
  ['a is none', false],
  ['a | list', false],
  ['a', false],
])('tells whether a variable is only tested: %s', (text, tested) => {
  expect(namesOfExpression(text)[0]?.tested).toBe(tested);
});
