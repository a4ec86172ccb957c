import { errorAt, type Rule } from './rule';
import { textsOfRoles } from './texts';

/** Ansible renders the texts in specifications of arguments too: a template in an example would have to be valid in each job. */
export const renderedText: Rule = (library) =>
  textsOfRoles(library)
    .filter(([, text]) => /\{[{%#]/.test(text))
    .map(([where]) =>
      errorAt(
        where,
        'rendered-text',
        'has a template, which Ansible renders in each job; expected words for it',
      ),
    );
