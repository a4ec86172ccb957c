#!/usr/bin/env node
'use strict';
// Runs the TypeScript sources as they are; types are checked by `npm test`, not at every call.
const path = require('node:path');
require('ts-node').register({ transpileOnly: true, project: path.join(__dirname, '..', 'tsconfig.json') });
require('../generator/cli');
