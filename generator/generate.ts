import { join } from 'node:path';
import { compileLibrary } from './compile/library';
import { insertExamples } from './compile/examples';
import type { Output } from './compile/output';
import { schemaDocument } from './compile/schema';
import { compileZuulProjectSchema } from './compile/zuul-project-schema';
import { DiagnosticError, refuseErrors } from './diagnostics';
import { library } from './library';
import { pipelineNames, siteFields } from './model/site';
import { sourceOf } from './model/source';
import { readModules } from './module-docs';
import { checkLibrary } from './rules';
import { moduleOptions } from './rules/module-options';
import { readSite } from './site';
import { readHandWritten, readText, withManifest } from './tree';

const siteSchema = `${JSON.stringify(schemaDocument({ name: 'site', field: siteFields }, 'resolved', 'generator/model/site.ts'), null, 2)}\n`;

// Written by hand, but their examples come from files that the tests run.
const pagesWithExamples = ['README.md'];

const generatedFor = (siteFile: string): Output => {
  const site = readSite(siteFile);
  const definitions = library(site);
  refuseErrors([
    ...checkLibrary(definitions, site['base-job']),
    ...moduleOptions(definitions, readModules(join(__dirname, '..'))),
  ]);
  return {
    ...compileLibrary(definitions),
    ...compileZuulProjectSchema(definitions, pipelineNames(site), sourceOf(definitions).schemas),
    'schemas/site.schema.json': siteSchema,
  };
};

/** Everything that is generated for a site; throws before anything is written if a definition is wrong. */
export const generate = (siteFile: string): Output => withManifest(generatedFor(siteFile));

/** A whole library for a site, for a folder of its own: what is generated, and the Python of roles as `root` has it. */
export const generateCopy = (root: string, siteFile: string): Output => {
  const generated = generatedFor(siteFile);
  return withManifest({ ...generated, ...readHandWritten(root, generated) });
};

const exampleOf = (root: string, page: string) => (path: string) => {
  const text = readText(root, path);
  if (text) return text;
  throw new DiagnosticError([
    {
      severity: 'error',
      code: 'missing-example',
      where: page,
      message: `shows ${path}, which does not exist`,
    },
  ]);
};

/** The pages whose examples are filled in from files. */
export const generatePages = (root: string): Output =>
  Object.fromEntries(
    pagesWithExamples.map((page) => [page, insertExamples(readText(root, page), exampleOf(root, page))]),
  );
