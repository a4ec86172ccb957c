import type { Rule } from '../views/rule';
import { baseImageWithoutRequires } from './base-image-without-requires';
import { buildInGate } from './build-in-gate';
import { credentialsMissing } from './credentials-missing';
import { credentialsNotPassed } from './credentials-not-passed';
import { duplicateImage } from './duplicate-image';
import { ignoredKey } from './ignored-key';
import { imageJobsDiffer } from './image-jobs-differ';
import { imageKeys } from './image-keys';
import { imageListsDiffer } from './image-lists-differ';
import { imageOrder } from './image-order';
import { matchersDiffer } from './matchers-differ';
import { missingRegistryDependency } from './missing-registry-dependency';
import { mirrorDestination } from './mirror-destination';
import { noNode } from './no-node';
import { notVoting } from './not-voting';
import { promoteBeforeMerge } from './promote-before-merge';
import { promoteInParallel } from './promote-in-parallel';
import { promoteWithoutUpload } from './promote-without-upload';
import { refusedPipeline } from './refused-pipeline';
import { registryMismatch } from './registry-mismatch';
import { repositoryNotPermitted } from './repository-not-permitted';
import { stagedTagForm } from './staged-tag-form';
import { undefinedList } from './undefined-list';
import { unknownName } from './unknown-name';
import { unstableTag } from './unstable-tag';
import { uploadInCheck } from './upload-in-check';
import { uploadWithoutPromote } from './upload-without-promote';

/** What must hold between the jobs of a project. */
export const rules: readonly Rule[] = [
  baseImageWithoutRequires,
  buildInGate,
  credentialsMissing,
  credentialsNotPassed,
  duplicateImage,
  ignoredKey,
  imageJobsDiffer,
  imageKeys,
  imageListsDiffer,
  imageOrder,
  matchersDiffer,
  missingRegistryDependency,
  mirrorDestination,
  noNode,
  notVoting,
  promoteBeforeMerge,
  promoteInParallel,
  promoteWithoutUpload,
  refusedPipeline,
  registryMismatch,
  repositoryNotPermitted,
  stagedTagForm,
  undefinedList,
  unknownName,
  unstableTag,
  uploadInCheck,
  uploadWithoutPromote,
];

/** Codes of what is found before there are jobs to compare. */
const others: Readonly<Record<string, string>> = {
  'folded-list': 'A list has become a part of the text above it.',
  'foreign-file': 'A place of configuration leads out of the repository, or is no regular file.',
  'misspelt-variable': 'The name of a variable or secret resembles one of the library.',
  'number-as-tag': 'A tag is a number, which YAML may change.',
  'plain-secret': 'Credentials stand among the variables of a job.',
  'several-configurations': 'A repository has several places of configuration, of which Zuul reads one.',
  'several-jobs-in-an-entry': 'An entry of a job list has several keys, of which Zuul sees one.',
  'unknown-code': 'A comment switches off a rule that does not exist.',
  'unknown-key': 'A key of an image or secret is not known.',
  'unknown-pipeline': 'The name of a pipeline resembles another one.',
  'unread-file': 'A file has a name that Zuul does not read.',
  'wrong-value': 'A variable or secret has a value that the jobs refuse.',
  yaml: 'The file is not YAML as Zuul reads it.',
  'zuul-syntax': 'Zuul would refuse the stanza.',
};

/** Every code with what it stands for. */
export const codes: Readonly<Record<string, string>> = Object.fromEntries(
  [...Object.entries(others), ...rules.map(({ code, summary }) => [code, summary] as const)].sort(
    ([a], [b]) => (a < b ? -1 : 1),
  ),
);
