import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { LineCounter, stringify } from 'yaml';
import { parseFile } from '../../generator/validate/reading/parse';
import { variableFindings } from '../../generator/validate/stanzas/variables';
import type { Finding } from '../../generator/validate';
import { findingsOfText } from '../validate/findings';
import { isFromOthers, type Question } from './jobs';

const root = resolve(__dirname, '../..');

/** What the first task of each job says: all of them in one run of Python, with the Ansible of Zuul. */
export const roleErrors = (
  questions: readonly Pick<Question, 'task' | 'variables'>[],
): readonly (readonly string[])[] => {
  const run = spawnSync(join(root, '.venv/ansible/11/bin/python'), [join(__dirname, 'answers.py')], {
    input: JSON.stringify(questions.map(({ task, variables }) => ({ task, variables }))),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw run.error ?? new Error(run.stderr);
  return JSON.parse(run.stdout) as readonly (readonly string[])[];
};

const asText = (value: unknown): string =>
  stringify(value, {
    version: '1.1',
    aliasDuplicateObjects: false,
    defaultStringType: 'QUOTE_DOUBLE',
    lineWidth: 0,
    // The one control character that it leaves as it is, and Zuul does not read.
  }).replaceAll('\u007f', '\\x7f');

/** The file in which a user would give the variable to the job. */
const stanzasOf = ({ job, variables }: Question): readonly unknown[] => {
  const name = job.includes('container') ? 'container_registry_credentials' : 'docker_credentials';
  const other = job.includes('container') ? /docker/ : /container/;
  const isVariable = (each: string) => !/credentials$/.test(each) && !other.test(each) && !isFromOthers(each);
  const vars = Object.fromEntries(Object.entries(variables).filter(([each]) => isVariable(each)));
  const secrets = [{ name, secret: 'account' }];
  return [
    { secret: { name: 'account', data: variables[name] } },
    {
      job: {
        name: 'app',
        parent: job,
        vars,
        secrets: secrets.map((one) => ({ ...one, 'pass-to-parent': true })),
      },
    },
  ];
};

const findingsOf = (question: Question): readonly Finding[] => {
  if (question.given !== 'not') return findingsOfText(asText(stanzasOf(question)));
  const source = { path: 'value.yaml', root: '/', text: asText(question.value), lines: new LineCounter() };
  const { content } = parseFile(source);
  return content ? variableFindings(question.name, question.field, content) : [];
};

/** The errors that `validate` finds; as text, so that it takes the way of a file. */
export const linterErrors = (question: Question): readonly Finding[] =>
  findingsOf(question).filter(({ severity }) => severity === 'error');
