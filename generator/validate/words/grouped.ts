/** Adds a value to those of its key. */
export const add = <Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void => {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
};

/** The values by key, in their order. */
export const indexed = <Key, Value>(
  values: readonly Value[],
  keysOf: (value: Value) => Iterable<Key>,
): ReadonlyMap<Key, readonly Value[]> => {
  const groups = new Map<Key, Value[]>();
  for (const value of values) for (const key of keysOf(value)) add(groups, key, value);
  return groups;
};

/** The values that have the same key, together. */
export const grouped = <Value>(
  values: readonly Value[],
  keyOf: (value: Value) => unknown,
): readonly (readonly Value[])[] => [...indexed(values, (value) => [keyOf(value)]).values()];
