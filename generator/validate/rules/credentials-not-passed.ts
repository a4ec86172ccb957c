import { valuesAlong } from '../views/chain';
import { attributeOf, nameIn } from '../views/job-view';
import { itemsOf, member } from '../reading/located';
import type { Rule } from '../views/rule';

/** The playbooks that log in are the library's: they see a child's secret only if it is passed on. */
export const credentialsNotPassed: Rule = {
  code: 'credentials-not-passed',
  summary:
    'The credentials stay with the playbooks of the job, where the upload or promotion cannot see them.',
  check: ({ views }) =>
    views.flatMap((view) => {
      const wanted = Object.keys(view.libraryJob?.userSecrets ?? {});
      if (wanted.length === 0) return [];
      // Playbooks of the project's own in place of the library's can do without.
      const own =
        attributeOf(view, view.kind === 'promote' || view.kind === 'mirror' ? 'run' : 'post-run') !==
        undefined;
      return [...valuesAlong(view.chain, 'secrets')].flatMap((secrets) =>
        itemsOf(secrets).flatMap((secret) => {
          const name = nameIn(secret);
          const passed = member(secret, 'pass-to-parent');
          if (name === undefined || !wanted.includes(name)) return [];
          if (passed?.kind === 'scalar' && passed.value === true) return [];
          return [
            {
              severity: own ? ('warning' as const) : ('error' as const),
              place: (passed ?? secret).place,
              message: `${name} is not passed to the parents of the job, whose playbooks log in with it`,
              hint:
                secret.kind === 'mapping'
                  ? 'Add to it: pass-to-parent: true.'
                  : `Write it out: {name: ${name}, secret: ${name}, pass-to-parent: true}.`,
            },
          ];
        }),
      );
    }),
};
