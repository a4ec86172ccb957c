import type { Diagnostic } from '../diagnostics';
import type { Library } from '../model/library';

/** What must hold between definitions, and types cannot say; `baseJob` is the parent that the site brings. */
export type Rule = (library: Library, baseJob: string) => readonly Diagnostic[];

/** An error at the path of a definition. */
export const errorAt = (where: string, code: string, message: string, hint?: string): Diagnostic => ({
  severity: 'error',
  code,
  where,
  message,
  ...(hint ? { hint } : {}),
});
