import type { Diagnostic } from '../diagnostics';
import type { Library } from '../model/library';

/** Everything that does not hold between the definitions. */
export const checkLibrary = (_library: Library): readonly Diagnostic[] => [];
