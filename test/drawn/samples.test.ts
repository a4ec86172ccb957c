import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { hasTemplate } from '../../generator/validate/words/show';
import { linterErrors, roleErrors } from './answers';
import { kinds, questionOf } from './jobs';

const samples = resolve(__dirname, '../schemas');

/** A sample as PyYAML reads it: "." is text there, which this reader takes for a number that is missing. */
const read = (path: string): unknown =>
  JSON.parse(JSON.stringify(parse(readFileSync(path, 'utf8'), { version: '1.1' })), (key, value: unknown) =>
    key === 'context' && value === null ? '.' : value,
  ) as unknown;

const asked = kinds
  .filter(({ name }) => readdirSync(samples).includes(name))
  .flatMap((kind) =>
    ['valid', 'invalid'].flatMap((folder) =>
      readdirSync(join(samples, kind.name, folder))
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => ({
          file: join(kind.name, folder, file),
          question: questionOf(kind, read(join(samples, kind.name, folder, file))),
        })),
    ),
  )
  .filter(({ question }) => !hasTemplate(question.value));

test('the role and validate agree on every sample', () => {
  const answers = roleErrors(asked.map(({ question }) => question));
  const differing = asked.flatMap(({ file, question }, index) => {
    const [role, ours] = [answers[index] ?? [], linterErrors(question).map(({ message }) => message)];
    return (role.length === 0) === (ours.length === 0) ? [] : [{ file, job: question.job, role, ours }];
  });
  expect(asked.length).toBeGreaterThan(50);
  expect(differing).toEqual([]);
});
