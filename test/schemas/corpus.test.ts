import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LineCounter } from 'yaml';
import { library } from '../../generator/library';
import { readSite } from '../../generator/site';
import { findingsOfText } from '../validate/findings';
import { parseFile } from '../../generator/validate/reading/parse';
import { variableFindings } from '../../generator/validate/stanzas/variables';

const update = process.env['UPDATE_GOLDEN'] === '1' && !process.env['CI'];
const { schemas } = library(readSite(resolve(__dirname, '../../site.yaml')));

/** An image list as a job has it, so that what its keys say about each other is looked at as well. */
const asJob = (variable: string, text: string): string =>
  `- job:\n    name: app\n    parent: opendev-build-${variable.replace(/_images$/, '-image')}\n    vars:\n      ${variable}:\n${text.replace(/^/gm, '        ')}\n`;

const messagesOf = (schema: string, text: string): readonly string[] => {
  if (schema === 'zuul-project' || schema.endsWith('_images')) {
    const findings = findingsOfText(schema.endsWith('_images') ? asJob(schema, text) : text);
    return findings.filter(({ severity }) => severity === 'error').map(({ message, hint }) => [message, hint].filter(Boolean).join('\n  '));
  }
  const field = schemas.find(({ name }) => name === schema)?.field;
  const { content } = parseFile({ path: 'sample.yaml', root: '/', text, lines: new LineCounter() });
  if (!field || !content) throw new Error(`there is no schema ${schema}`);
  return variableFindings(schema, field, content)
    .filter(({ severity }) => severity === 'error')
    .map(({ message, hint }) => [message, hint].filter(Boolean).join('\n  '));
};

const samples = (schema: string, kind: string): readonly string[] => {
  const folder = join(__dirname, schema, kind);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
};

const corpus = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(corpus)('%s', (schema) => {
  test.each(samples(schema, 'valid'))('accepts %s', (name) => {
    expect(messagesOf(schema, readFileSync(join(__dirname, schema, 'valid', name), 'utf8'))).toEqual([]);
  });

  test.each(samples(schema, 'invalid'))('refuses %s in the words beside it', (name) => {
    const path = join(__dirname, schema, 'invalid', name);
    const messages = messagesOf(schema, readFileSync(path, 'utf8'));
    const expected = path.replace(/\.yaml$/, '.txt');
    if (update) writeFileSync(expected, `${messages.join('\n')}\n`);
    expect(messages).not.toEqual([]);
    expect(`${messages.join('\n')}\n`).toBe(readFileSync(expected, 'utf8'));
  });
});

test('no message shows a regular expression, the words of a schema, or a secret', () => {
  for (const schema of corpus)
    for (const name of samples(schema, 'invalid')) {
      const text = readFileSync(join(__dirname, schema, 'invalid', name.replace(/\.yaml$/, '.txt')), 'utf8');
      expect([name, text]).not.toEqual([name, expect.stringMatching(/\^\(|\[a-z|\(\?|instance|schema|additionalPropert|anyOf|hidden|12345678/)]);
    }
});
