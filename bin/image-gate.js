#!/usr/bin/env node
'use strict';
// Runs the TypeScript sources as they are; types are checked by `npm test`, not at every call.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const process = require('node:process');

const root = path.join(__dirname, '..');
const service = require('ts-node').register({
  transpileOnly: true,
  project: path.join(root, 'tsconfig.json'),
});

// Most commands are shorter than transpiling themselves: what came out is kept by the content of the source.
const cache = path.join(root, 'node_modules/.cache/image-gate');
const transpile = service.compile;
service.compile = (code, file, line) => {
  const key = createHash('sha256').update(`${service.ts.version}\n${file}\n${code}`).digest('hex');
  const kept = path.join(cache, `${key}.js`);
  if (fs.existsSync(kept)) return fs.readFileSync(kept, 'utf8');
  const result = transpile(code, file, line);
  try {
    fs.mkdirSync(cache, { recursive: true });
    // Renamed when whole, so that a call at the same time reads all of it or nothing.
    fs.writeFileSync(`${kept}.${process.pid}`, result);
    fs.renameSync(`${kept}.${process.pid}`, kept);
  } catch {
    // A copy that belongs to somebody else works as well, only slower.
  }
  return result;
};
require('../generator/cli');
