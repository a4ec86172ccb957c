import type { Diagnostic } from '../diagnostics';
import type { Library } from '../model/library';
import { duplicateName } from './duplicate-name';
import { jobParent } from './job-parent';
import { loopVariable } from './loop-variable';
import { missingPlaybook } from './missing-playbook';
import { missingTaskFile } from './missing-task-file';
import { oneModule } from './one-module';
import { renderedText } from './rendered-text';
import type { Rule } from './rule';
import { secretConverted } from './secret-converted';
import { secretShown } from './secret-shown';
import { secretWithoutNoLog } from './secret-without-no-log';
import { taskName } from './task-name';
import { undeclaredVariable } from './undeclared-variable';
import { undocumented } from './undocumented';
import { unknownRole } from './unknown-role';
import { unusedVariable } from './unused-variable';
import { yamlScalar } from './yaml-scalar';

const rules: readonly Rule[] = [
  duplicateName,
  jobParent,
  loopVariable,
  missingPlaybook,
  missingTaskFile,
  oneModule,
  renderedText,
  secretConverted,
  secretShown,
  secretWithoutNoLog,
  taskName,
  undeclaredVariable,
  undocumented,
  unknownRole,
  unusedVariable,
  yamlScalar,
];

/** Everything that does not hold between the definitions. */
export const checkLibrary = (library: Library, baseJob: string): readonly Diagnostic[] =>
  rules.flatMap((rule) => rule(library, baseJob));
