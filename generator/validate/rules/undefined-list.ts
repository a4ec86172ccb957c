import { families } from '../../model/families';
import type { Finding } from '../reading/finding';
import { member, itemsOf, textOf, type Located } from '../reading/located';
import { imageListOf } from '../views/image-list';
import { attributeOf, variableOf, type JobView } from '../views/job-view';
import type { Rule } from '../views/rule';
import { namesOf, partsOf } from './text-parts';

const secrets: readonly string[] = Object.values(families).map(({ credentials }) => credentials);

/** What Ansible knows of a machine once it has looked at it, and what Zuul says of a node. */
const facts =
  /^(?:nodepool|ansible_(?:facts|distribution\w*|lsb|os_family|architecture|machine|hostname|nodename|fqdn|kernel\w*|processor\w*|default_ipv[46]|user_id|user_dir|env|pkg_mgr|service_mgr))$/;

/** The variables that a text names in its templates, as far as they can be told from other words. */
const namesIn = (text: string): readonly string[] =>
  (text.match(/\{\{[^]*?\}\}|\{%[^]*?%\}/g) ?? []).flatMap(
    (template) => template.replace(/'[^']*'|"[^"]*"/g, '').match(/(?<![\w.])[a-zA-Z]\w*/g) ?? [],
  );

/** Words with which a text does without what is undefined. */
const doesWithout = /\|\s*default\b|\bis\s+(?:not\s+)?(?:un)?defined\b/;

/** A promotion has no node, unless the project gives it one. */
const hasNodes = (view: JobView): boolean => {
  const nodeset = attributeOf(view, 'nodeset');
  return (
    nodeset !== undefined && (nodeset.kind !== 'mapping' || itemsOf(member(nodeset, 'nodes')).length > 0)
  );
};

function* textsIn(value: Located): Generator<Located & { readonly kind: 'scalar' }> {
  if (value.kind === 'scalar') yield value;
  else if (value.kind === 'list') for (const item of value.items) yield* textsIn(item);
  else for (const { value: part } of value.entries.values()) yield* textsIn(part);
}

/** What a text names that is undefined, in words. */
const undefinedIn = (view: JobView, text: string): string | undefined => {
  const names = namesIn(text).filter((name) => variableOf(view, name) === undefined);
  const secret = names.find((name) => secrets.includes(name));
  if (secret !== undefined) return `${secret}, a secret, which no variable sees`;
  const fact = names.find((name) => facts.test(name));
  if (fact === undefined || view.kind !== 'promote' || hasNodes(view)) return undefined;
  return `${fact}, which is known of nodes, and a promotion has none`;
};

const findingsOf = (view: JobView): readonly Omit<Finding, 'code'>[] =>
  [...textsIn(imageListOf(view)?.located ?? { kind: 'list', items: [], place: view.place, size: 0 })].flatMap(
    (item) =>
      partsOf(view, textOf(item) ?? '').flatMap((part) => {
        const what = doesWithout.test(part.text) ? undefined : undefinedIn(view, part.text);
        if (what === undefined) return [];
        return [
          {
            severity: part.conditional ? ('warning' as const) : ('error' as const),
            place: item.place,
            message: `this uses ${[...namesOf(part), what].join(', which holds ')}: without it the whole of ${view.family.images} is undefined`,
            hint: 'Write it out, or make it of what Zuul says of the change, such as zuul.branch.',
          },
        ];
      }),
  );

/** Zuul fills in the variables of a job before it starts, and leaves out each that has something undefined in it. */
export const undefinedList: Rule = {
  code: 'undefined-list',
  summary: 'An image list uses what its job cannot see, so that the job has no list at all.',
  check: ({ views }) =>
    views
      .filter(({ kind }) => kind === 'build' || kind === 'upload' || kind === 'promote')
      .flatMap(findingsOf),
};
