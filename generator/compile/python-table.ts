import { hashHeader } from '../emit/header';
import { pythonLiteral } from '../emit/python';
import type { PythonTable } from '../model/library';
import type { Output } from './output';

/** A module of Python that holds one table, for the code of a role beside it. */
export const compilePythonTable = ({ path, source, about, name, type, value }: PythonTable): Output => {
  const head = `${name}: ${type} = `;
  const text = `${hashHeader(source)}"""${about}"""

from __future__ import annotations

from typing import Any

${head}${pythonLiteral(value, 0, head.length)}
`;
  return { [path]: text };
};
