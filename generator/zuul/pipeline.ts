import {
  choice,
  each,
  freeMapping,
  mapping,
  nothing,
  oneOf,
  oneOrList,
  positive,
  text,
  truth,
} from './shape';

const messages = [
  'success',
  'failure',
  'start',
  'merge-conflict',
  'enqueue',
  'no-jobs',
  'footer',
  'dequeue',
] as const;
const reporters = [
  ...(['enqueue', 'start', 'success', 'failure', 'merge-conflict', 'no-jobs', 'disabled'] as const),
  ...(['dequeue', 'config-error'] as const),
] as const;
const growth = choice('linear', 'exponential');

/** Zuul's `pipeline`; only config projects may define one. */
export const pipeline = mapping(
  {
    name: text,
    manager: choice('independent', 'dependent', 'serial', 'supercedent'),
    description: text,
    'allow-other-connections': truth,
    'allow-parameters': truth,
    precedence: choice('normal', 'low', 'high'),
    supercedes: oneOrList(text),
    // Jobs with secrets may run: what is here has been reviewed.
    'post-review': truth,
    'dequeue-on-new-patchset': truth,
    'ignore-dependencies': truth,
    ...each(
      messages.map((name) => `${name}-message` as const),
      text,
    ),
    'disable-after-consecutive-failures': positive,
    window: { type: 'integer', minimum: 0 },
    'window-floor': positive,
    'window-ceiling': oneOf(nothing, positive),
    'window-increase-type': growth,
    'window-increase-factor': positive,
    'window-decrease-type': growth,
    'window-decrease-factor': positive,
    // Options of a driver by the name of the connection.
    ...each(['trigger', 'require', 'reject', ...reporters], freeMapping),
  },
  'name',
  'manager',
);
