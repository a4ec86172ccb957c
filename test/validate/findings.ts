import { resolve } from 'node:path';
import { LineCounter } from 'yaml';
import { library } from '../../generator/library';
import { readSite } from '../../generator/site';
import { readFiles, validate, type Finding } from '../../generator/validate';

const site = readSite(resolve(__dirname, '../../site.yaml'));
const definitions = library(site);

/** What is wrong with the configuration in these folders. */
export const findingsIn = (paths: readonly string[]): readonly Finding[] =>
  validate(paths.map(readFiles), definitions, site);

/** What is wrong with texts, each as if it were the only file of a repository, at a site that says this beside the usual. */
export const findingsOfTexts = (
  texts: readonly string[],
  says: Partial<typeof site> = {},
): readonly Finding[] => {
  const repositories = texts.map((text, index) => {
    const root = `/nonexistent${index || ''}`;
    return { sources: [{ path: 'zuul.yaml', root, text, lines: new LineCounter() }], findings: [] };
  });
  return validate(repositories, definitions, { ...site, ...says });
};

/** The same of one text. */
export const findingsOfText = (text: string, says: Partial<typeof site> = {}): readonly Finding[] =>
  findingsOfTexts([text], says);
