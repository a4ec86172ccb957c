import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { codes } from '../../generator/validate/rules';
import { findingsIn } from './findings';

const pages = resolve(__dirname, '../../docs/lint');

const blocks = (page: string, language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  );

/** The findings of an example, with the Dockerfile of its page beside it. */
const findingsOf = (yaml: string, dockerfile: string | undefined) => {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    writeFileSync(join(folder, 'zuul.yaml'), yaml);
    if (dockerfile !== undefined) writeFileSync(join(folder, 'Dockerfile'), dockerfile);
    return findingsIn([folder]);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

test('every code has a page, and every page a code', () => {
  expect(readdirSync(pages).sort()).toEqual(Object.keys(codes).map((code) => `${code}.md`));
});

test('the table of codes says of each what its rule says', () => {
  const text = readFileSync(resolve(pages, '../validate.md'), 'utf8');
  const rows = [...text.matchAll(/^\| \[([\w-]+)\]\(lint\/\1\.md\) *\| (.*?) *\|$/gm)];
  expect(Object.fromEntries(rows.map(([, code, summary]) => [code, summary]))).toEqual(codes);
});

describe.each(Object.keys(codes))('%s', (code) => {
  const page = readFileSync(join(pages, `${code}.md`), 'utf8');
  const [wrong, right] = blocks(page, 'yaml');
  const [dockerfile] = blocks(page, 'dockerfile');

  test('says how to switch it off', () => expect(page).toContain(`# image-gate: disable=${code}\``));

  // What is about the names of files does not fit into an example: it has cases of its own.
  if (['foreign-file', 'several-configurations', 'unread-file'].includes(code)) return;

  test('finds its wrong example', () => {
    expect(findingsOf(wrong ?? '', dockerfile).map((finding) => finding.code)).toContain(code);
  });

  test('finds nothing in its right example', () => {
    expect(findingsOf(right ?? '', dockerfile).map(({ message }) => message)).toEqual([]);
  });

  test('is switched off by a comment at the top of the file', () => {
    const findings = findingsOf(`# image-gate: disable=${code}\n${wrong ?? ''}`, dockerfile);
    expect(findings.map((finding) => finding.code)).not.toContain(code);
  });
});
