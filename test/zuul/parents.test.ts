import { findingsOfTexts } from '../validate/findings';
import { askZuul, repository, type TenantQuestion } from './offline';

const child = '- job: {name: child, parent: above}\n';
const above = (more: string) => `- job: {name: above, run: playbooks/a.yaml${more}}\n`;

/** What stands in two repositories, and whether Zuul refuses the child. */
const samples: readonly (readonly [name: string, first: string, second: string, isRefused: boolean])[] = [
  ['a plain parent', above('') + child, '', false],
  ['a final parent', above(', final: true') + child, '', true],
  [
    'a parent that is not final on all branches',
    above(', final: true') + above(', branches: stable') + child,
    '',
    false,
  ],
  [
    'a parent with a final parent',
    `${above(', final: true')}- job: {name: child, parent: x}\n- job: {name: x, parent: base}\n`,
    '',
    false,
  ],
  ['an intermediate parent', above(', abstract: true, intermediate: true') + child, '', true],
  [
    'an intermediate parent of an abstract job',
    `${above(', abstract: true, intermediate: true')}- job: {name: child, parent: above, abstract: true}\n`,
    '',
    false,
  ],
  ['a protected parent', above(', protected: true') + child, '', false],
  ['a final parent elsewhere', child, above(', final: true'), true],
  ['a protected parent elsewhere', child, above(', protected: true'), true],
];

const trusted = { trusted: true, options: { 'load-branch': 'main' } };
const { tenants } = askZuul<string>({
  tenants: Object.fromEntries(
    samples.map(([name, first, second]): [string, TenantQuestion] => [
      name,
      {
        projects: [
          { name: 'site', directory: `${repository}/test/zuul/fixtures/site`, ...trusted },
          { name: 'second', files: { 'zuul.yaml': second } },
          { name: 'first', files: { 'zuul.yaml': first } },
        ],
      },
    ]),
  ),
});

test.each(samples)('%s', (name, first, second, isRefused) => {
  const refusals = (tenants[name]?.messages ?? []).map(({ message }) => message);
  expect(refusals).toEqual(isRefused ? [expect.stringMatching(/parent of job "child", "above"/)] : []);
  const told = findingsOfTexts([first, second]).filter(({ code }) => code === 'zuul-syntax');
  expect(told.map(({ message }) => message)).toEqual(
    isRefused ? [expect.stringMatching(/^parent: 'above' is (final|intermediate|protected)/)] : [],
  );
});
