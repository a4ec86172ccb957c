import { dirname, join } from 'node:path';
import {
  createProgram,
  flattenDiagnosticMessageText,
  getPreEmitDiagnostics,
  parseJsonConfigFileContent,
  readConfigFile,
  sys,
} from 'typescript';

const configPath = join(__dirname, '../../tsconfig.json');

test('wrong definitions do not compile', () => {
  const config = readConfigFile(configPath, (path) => sys.readFile(path)).config as unknown;
  const { options } = parseJsonConfigFileContent(config, sys, dirname(configPath));
  const program = createProgram([join(__dirname, 'wrong-definitions.ts')], options);
  const findings = getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const { line } = file?.getLineAndCharacterOfPosition(start ?? 0) ?? { line: 0 };
    return `${file?.fileName ?? ''}:${line + 1} ${flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  expect(findings).toEqual([]);
});
