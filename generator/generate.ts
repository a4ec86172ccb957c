import { compileLibrary } from './compile/library';
import { insertExamples } from './compile/examples';
import type { Output } from './compile/output';
import { schemaDocument } from './compile/schema';
import { refuseErrors } from './diagnostics';
import { library } from './library';
import { siteFields } from './model/site';
import { checkLibrary } from './rules';
import { readSite } from './site';
import { readShippedFiles, readText, withManifest } from './tree';

const siteSchema = `${JSON.stringify(schemaDocument({ name: 'site', field: siteFields }, 'resolved', 'generator/model/site.ts'), null, 2)}\n`;

// Written by hand, but their examples come from files that the tests run.
const pagesWithExamples = ['README.md'];

/** Everything that is generated for a site; throws before anything is written if a definition is wrong. */
export const generate = (root: string, siteFile: string): Output => {
  const definitions = library(readSite(siteFile));
  refuseErrors(checkLibrary(definitions));
  const generated = compileLibrary(definitions, readShippedFiles(root, definitions.root));
  return withManifest({ ...generated, 'schemas/site.schema.json': siteSchema });
};

/** The pages whose examples are filled in from files. */
export const generatePages = (root: string): Output =>
  Object.fromEntries(
    pagesWithExamples.map((page) => [
      page,
      insertExamples(readText(root, page), (path) => readText(root, path)),
    ]),
  );
